package hillock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The options of a command for its help: those of a mixin whose name begins with a capital stand under that name, the
 * others come last.
 */
final class OptionList {
    private OptionList() {}

    /** Makes the help of a command list its options so. */
    static void install(CommandSpec command) {
        Map<String, IHelpSectionRenderer> sections = command.commandLine().getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, _ -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionList::render);
    }

    private static String render(Help help) {
        CommandSpec command = help.commandSpec();
        List<OptionSpec> rest = new ArrayList<>(command.options());
        rest.removeIf(OptionSpec::hidden);
        StringBuilder text = new StringBuilder();
        command.mixins().forEach((name, mixin) -> {
            if (Character.isUpperCase(name.charAt(0))) {
                List<OptionSpec> own = new ArrayList<>(rest);
                own.removeIf(option -> !mixin.optionsMap().containsKey(option.longestName()));
                rest.removeAll(own);
                text.append(section(help, name, own));
            }
        });
        return text + section(help, "Options", rest);
    }

    private static String section(Help help, String heading, List<OptionSpec> options) {
        // Laid out for all options, so that the columns of the sections stand below each other.
        CommandSpec command = help.commandSpec();
        Help.Layout layout =
                help.createDefaultLayout(command.options(), command.positionalParameters(), help.colorScheme());
        layout.addAllOptions(options, help.createDefaultParamLabelRenderer());
        return "%n%s:%n".formatted(heading) + layout;
    }
}
