package hillock.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Where things lie below {@code bench/}, and how what is missing gets there. */
final class Folders {
    static final Path ROOT = Path.of(System.getProperty("bench.root", ".")).toAbsolutePath();
    static final Path OUT = ROOT.resolve("bench/out");
    static final Path CLASSES = OUT.resolve("classes");
    static final Path HILLOCK = ROOT.resolve("core/target/quick/classes");
    private static final Path SOURCES = ROOT.resolve("bench/src/main/java/hillock/bench");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

    private Folders() {}

    /** Something that cannot be had, in one line. */
    static final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnavailableException(String message) {
            super(message);
        }
    }

    /** A program of the JDK. */
    static String jdk(String program) {
        return JAVA.resolve(program).toString();
    }

    /** Jars of a Maven profile of bench/pom.xml, fetched unless they are there. */
    static Path jars(String profile, String what, int megabytes) throws IOException, InterruptedException {
        Path folder = OUT.resolve("lib-" + profile);
        Path complete = folder.resolve("complete");
        Path pom = ROOT.resolve("bench/pom.xml");
        String versions = Files.readString(pom);
        if (Files.exists(complete) && Files.readString(complete).equals(versions)) {
            return folder;
        }
        System.out.printf(
                "Fetching %s from Maven Central, about %d MB unless Maven has them already ...%n", what, megabytes);
        // -Dquick leaves out what the parent adds for tests.
        int exit = new ProcessBuilder(
                        ROOT.resolve("mvnw").toString(),
                        "--quiet",
                        "--batch-mode",
                        "--no-transfer-progress",
                        "-Dquick",
                        "-P" + profile,
                        "-f",
                        pom.toString(),
                        "dependency:copy-dependencies",
                        "-DoutputDirectory=" + folder)
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new UnavailableException(
                    "%s could not be fetched, the reason stands above. --ours measures without.".formatted(what));
        }
        Files.writeString(complete, versions);
        return folder;
    }

    /** The class path of all jars of a folder. */
    static String classPath(Path folder) {
        return folder.resolve("*").toString();
    }

    /** The shared libraries in the jars of a folder, unpacked into one folder for each project, such as {@code mkl}. */
    static Path libraries(Path jars) throws IOException {
        Path folder = jars.resolve("native");
        Path complete = folder.resolve("complete");
        if (Files.exists(complete)) {
            return folder;
        }
        System.out.println("Unpacking its libraries ...");
        Files.createDirectories(folder);
        List<Path> found;
        try (Stream<Path> files = Files.list(jars)) {
            found = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : found) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                for (ZipEntry entry :
                        zip.stream().filter(e -> e.getName().contains(".so")).toList()) {
                    // org/bytedeco/mkl/linux-x86_64/libmkl_rt.so.2
                    Path name = Path.of(entry.getName());
                    Path target = folder.resolve(name.getName(2)).resolve(name.getFileName());
                    Files.createDirectories(target.getParent());
                    try (InputStream content = zip.getInputStream(entry)) {
                        Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
        Files.writeString(complete, "");
        return folder;
    }

    /** Compiles a package that needs jars. */
    static void compile(String name, Path jars, String processing) throws IOException, InterruptedException {
        Path done = CLASSES.resolve("built-" + name);
        if (Files.exists(done)) {
            return;
        }
        int exit = new ProcessBuilder(List.of(
                        jdk("javac"),
                        processing,
                        "-nowarn",
                        "-cp",
                        CLASSES + File.pathSeparator + HILLOCK + File.pathSeparator + classPath(jars),
                        "-d",
                        CLASSES.toString(),
                        SOURCES.resolve(name + "/" + Character.toUpperCase(name.charAt(0)) + name.substring(1)
                                        + ".java")
                                .toString()))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new UnavailableException("The benchmarks could not be compiled, the reason stands above.");
        }
        Files.writeString(done, "");
    }

    /** The classes of Hillock that an option names, usually those of this checkout. */
    static Path classes(Words words) {
        Path classes = words.value("--classes").map(Path::of).orElse(HILLOCK);
        if (!Files.isDirectory(classes.resolve("hillock"))) {
            throw new Words.WrongWordsException("There are no classes of Hillock in " + classes + ".");
        }
        return classes;
    }

    /** Saves a result under the present time. */
    static Path save(String command, String kind, String text) throws IOException {
        return Files.writeString(Files.createDirectories(OUT).resolve(stamped(command, kind)), text);
    }

    /** A file's name with the present time. */
    static String stamped(String command, String kind) {
        return command + "-"
                + Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "") + kind;
    }

    /** The time since a moment, for people. */
    static String elapsed(long start) {
        return Math.ceilDiv(System.nanoTime() - start, 1_000_000_000L) + " s";
    }
}
