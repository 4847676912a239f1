package hillock.cli;

/** The entry point of the {@code hillock} command. */
public final class Main {
    private Main() {}

    /**
     * Runs the command.
     *
     * @param arguments the words after {@code hillock}
     */
    public static void main(String[] arguments) {
        String version = Main.class.getModule().getDescriptor().rawVersion().orElse("development");
        System.out.println("hillock " + version);
    }
}
