package hillock.cli;

import hillock.array.Heap;
import hillock.array.MemoryException;
import hillock.data.TableException;
import hillock.graph.ExpressionException;
import hillock.graph.Suggest;
import hillock.io.FormatException;
import hillock.train.NonFiniteLossException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where what went wrong becomes words and an exit code. */
final class Failures {
    private static final int SHOWN = 60;

    private Failures() {}

    /** Tells what went wrong while a command was running, and returns the exit code. */
    static int report(Throwable failure, PrintStream err, boolean debug) {
        Optional<String> mistake = mistake(failure);
        if (mistake.isPresent()) {
            err.println("hillock: " + mistake.get());
        } else {
            err.println("hillock: this is a fault of ours, sorry: " + failure);
            err.println(
                    debug
                            ? "Please report it, with the lines below and the output of: hillock --version"
                            : "Please report it, with what the same command says when --debug is added.");
        }
        if (debug) {
            failure.printStackTrace(err);
        }
        err.flush();
        return mistake.isPresent() ? ExitCode.INPUT : ExitCode.FAULT;
    }

    /** What the user can mend, in words; empty if the fault is ours. */
    private static Optional<String> mistake(Throwable failure) {
        return switch (failure) {
            case InputException e -> Optional.of(message(e));
            case ExpressionException e -> Optional.of(message(e));
            case FormatException e -> Optional.of(message(e));
            case NonFiniteLossException e -> Optional.of(message(e));
            // A table that cannot be learnt from or applied, of which no line is known.
            case TableException e -> Optional.of(message(e));
            case NoSuchFileException e -> Optional.of(e.getFile() + ": there is no such file or folder");
            case AccessDeniedException e -> Optional.of(e.getFile() + ": permission denied");
            case FileSystemException e -> Optional.of(message(e));
            case UncheckedIOException e when e.getCause() != null -> mistake(e.getCause());
            // Without the line of the program, which is one of ours.
            case MemoryException e when e.getCause() instanceof MemoryException first -> mistake(first);
            case MemoryException e ->
                Optional.of(message(e) + " The command passes on HILLOCK_JAVA_OPTIONS=-Xmx... to java.");
            // A full disk, a pulled cable.
            case IOException e -> Optional.of(message(e));
            case OutOfMemoryError _ ->
                Optional.of(
                        "out of memory, Java may use %d MB. Use a smaller network or batch, or allow more, for example"
                                        .formatted(Heap.most() >> 20)
                                // What was asked for is not known; twice of what there is may do.
                                + " HILLOCK_JAVA_OPTIONS=" + Heap.option(Heap.most()));
            default -> Optional.empty();
        };
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    /** Tells what is wrong with the words of the command line, and returns the exit code. */
    static int reportParameters(ParameterException failure, PrintStream err) {
        CommandLine command = failure.getCommandLine();
        err.println("hillock: " + explain(failure, command.getCommandSpec()));
        err.println("Try: " + Machine.typed(command.getCommandSpec().qualifiedName()) + " --help");
        err.flush();
        return ExitCode.INPUT;
    }

    private static String explain(ParameterException failure, CommandSpec command) {
        ArgSpec argument = failure.getArgSpec();
        return switch (failure) {
            case UnmatchedArgumentException e -> unmatched(e.getUnmatched().getFirst(), command);
            case OverwrittenOptionException e
            when e.getOverwritten() instanceof OptionSpec option -> option.longestName() + " is given twice";
            case MissingParameterException e when argument == null -> missing(e);
            case MissingParameterException _
            when argument instanceof OptionSpec option ->
                option.longestName() + " needs a value, " + option.paramLabel();
            case ParameterException e
            when e.getCause() instanceof Kinds.Unexpected expected && argument != null ->
                expected.about(name(argument), shortened(e.getValue()));
            default -> shortened(message(failure));
        };
    }

    private static String missing(MissingParameterException failure) {
        if (failure.getMissing().getFirst() instanceof OptionSpec option) {
            return option.longestName() + " needs a value, " + option.paramLabel();
        }
        List<String> names = failure.getMissing().stream().map(Failures::name).toList();
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        String example = Examples.of(command.name());
        return "%s needs %s%s"
                .formatted(
                        command.name(),
                        String.join(" and ", names),
                        example.isEmpty() ? "" : ", for example: " + Machine.typed(example));
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String unmatched(String word, CommandSpec command) {
        boolean option = word.startsWith("-");
        List<String> known = new ArrayList<>();
        if (option) {
            command.options().stream().filter(o -> !o.hidden()).forEach(o -> known.addAll(List.of(o.names())));
        } else {
            known.addAll(command.subcommands().keySet());
        }
        String bare = option && word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        String near = Suggest.sentence(bare, known);
        String problem;
        if (option) {
            problem = "there is no option '%s'".formatted(shortened(bare));
        } else if (command.parent() == null) {
            problem = "there is no command '%s'".formatted(shortened(word));
        } else {
            problem = "'%s' is one word too many".formatted(shortened(word));
        }
        return problem + (near.isEmpty() ? "" : ". " + near);
    }

    /** A text that may have come from anywhere, short and without characters a terminal would obey. */
    static String shortened(String text) {
        return safe(text, SHOWN);
    }

    /** A text without characters a terminal would obey, and no longer than so many. */
    static String safe(String text, int most) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> {
            boolean safe = switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.SURROGATE -> false;
                default -> true;
            };
            out.appendCodePoint(safe ? c : '?');
        });
        return text.codePointCount(0, text.length()) > most ? out.append("...").toString() : out.toString();
    }
}
