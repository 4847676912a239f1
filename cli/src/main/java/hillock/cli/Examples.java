package hillock.cli;

/** A command line that works, for each command. */
final class Examples {
    private Examples() {}

    /** The example for a command, empty if it needs none. */
    static String of(String command) {
        return switch (command) {
            case "train" -> "hillock train spiral";
            case "evaluate" -> "hillock evaluate model.safetensors spiral";
            case "predict" -> "hillock predict model.safetensors people.csv";
            case "sweep" -> "hillock sweep moons --vary learning-rate=1e-3,1e-2 --vary hidden=16,32x32";
            case "doctor" -> "hillock doctor model.safetensors spiral";
            case "importance" -> "hillock importance model.safetensors people.csv";
            case "inspect" -> "hillock inspect model.safetensors";
            case "explain" -> "hillock explain '(x+y)*z' x=-2 y=5 z=-4";
            case PlanCommand.NAME -> "hillock explain plan spiral";
            default -> "";
        };
    }
}
