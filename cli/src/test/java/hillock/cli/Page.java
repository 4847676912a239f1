package hillock.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Markdown page of the repository and its fenced blocks.
 *
 * @param path where it is
 * @param text all of it
 * @param blocks its fenced blocks in order
 */
record Page(Path path, String text, List<Block> blocks) {
    /** The top folder of the repository; Maven runs the tests of a module in the module's folder. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /**
     * A fenced block.
     *
     * @param page the file name of the page
     * @param line the number of its opening fence
     * @param info the words behind the opening fence, the first of which is the language
     * @param content the lines between the fences
     */
    record Block(String page, int line, String info, List<String> content) {
        String language() {
            return info.split(" ", 2)[0];
        }

        @Override
        public String toString() {
            return page + ":" + line + " " + info;
        }
    }

    /** Returns the pages of the top folder and of those for readers. */
    static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>();
        for (String folder : List.of("", "docs", "examples")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
                    pages.add(read(file));
                }
            }
        }
        return pages;
    }

    private static Page read(Path file) throws IOException {
        List<Block> blocks = new ArrayList<>();
        String name = ROOT.relativize(file).toString();
        List<String> content = null;
        String info = "";
        int opened = 0;
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.strip().startsWith("```")) {
                if (content != null) {
                    content.add(line);
                }
            } else if (content == null) {
                content = new ArrayList<>();
                info = line.strip().substring(3);
                opened = number;
            } else {
                blocks.add(new Block(name, opened, info, content));
                content = null;
            }
        }
        if (content != null) {
            throw new IllegalStateException(name + ":" + opened + " has a fence that is not closed");
        }
        return new Page(file, Files.readString(file), blocks);
    }
}
