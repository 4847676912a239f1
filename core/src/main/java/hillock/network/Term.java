package hillock.network;

import hillock.graph.ExpressionException;
import hillock.graph.Suggest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A text of the form {@code name(argument, key=value, nested(...))}, read: the notation in which layers, activations,
 * optimisers and schedules are written in files and on the command line. A name or a number alone is a term without
 * arguments.
 *
 * <pre>{@code
 * Term.Arguments given = Term.parse("elu(alpha=0.5)").arguments("alpha");
 * Elu elu = new Elu(given.number("alpha", 1));
 * }</pre>
 *
 * <p>Texts may come from anywhere: length and depth are bounded, and every error shows the place.
 */
public final class Term {
    private static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 64;
    // Java's own parser takes "1d" and "0x1p3", and has a number for what is not one.
    private static final Pattern NUMBER = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?");

    private final String text;
    private final int position;
    private final String name;
    private final List<Argument> given;

    /** One argument and where it begins; the key is empty if it has none. */
    private record Argument(String key, int start, Term value) {}

    private Term(String text, int position, String name, List<Argument> given) {
        this.text = text;
        this.position = position;
        this.name = name;
        this.given = List.copyOf(given);
    }

    /**
     * The term that a text is.
     *
     * @throws ExpressionException if the text is malformed, longer than a million characters or nested more than 64
     *     deep
     */
    public static Term parse(String text) {
        if (text.length() > LONGEST) {
            throw new ExpressionException(
                    "This text has %d characters, more than %d.".formatted(text.length(), LONGEST),
                    text.substring(0, LONGEST),
                    0,
                    "Give one of the form name(argument, key=value).",
                    null);
        }
        return new Reader(text).all();
    }

    /** The name before the parenthesis; of a number its digits. */
    public String name() {
        return name;
    }

    /**
     * The arguments as terms, where any number may be given.
     *
     * @throws ExpressionException if one has a key
     */
    public List<Term> terms() {
        for (Argument argument : given) {
            if (!argument.key.isEmpty()) {
                throw argument.value.error(
                        "'%s' takes no argument '%s='".formatted(name, argument.key),
                        "Leave '%s=' out.".formatted(argument.key));
            }
        }
        return given.stream().map(Argument::value).toList();
    }

    /**
     * The arguments, matched with the names of those that may be given: by key, or in this order.
     *
     * @throws ExpressionException if there are more, or others, or one is given twice
     */
    public Arguments arguments(String... names) {
        return arguments(List.of(names), List.of());
    }

    /**
     * The arguments, matched with names and with words that stand for themselves, as in {@code dense(2, 3, float64)}.
     *
     * @throws ExpressionException if there are more, or others, or one is given twice
     */
    public Arguments arguments(List<String> names, List<String> words) {
        Map<String, Term> matched = new LinkedHashMap<>();
        int next = 0;
        for (Argument argument : given) {
            Term value = argument.value;
            String key = argument.key;
            if (key.isEmpty() && value.given.isEmpty() && words.contains(value.name)) {
                key = value.name;
            } else if (key.isEmpty()) {
                if (next == names.size()) {
                    throw value.error(surplus(names.size()), takes(names, words));
                }
                key = names.get(next++);
            } else if (!names.contains(key)) {
                String near = Suggest.sentence(key, names);
                throw error(
                        "'%s' takes no argument '%s'".formatted(name, brief(key)),
                        argument.start,
                        near.isEmpty() ? takes(names, words) : near);
            }
            if (matched.put(key, value) != null) {
                throw error("'%s' is given '%s' twice".formatted(name, key), argument.start, "Leave one of them out.");
            }
        }
        return new Arguments(this, matched);
    }

    /**
     * The arguments by key alone, for options whose value would say nothing without its name.
     *
     * @throws ExpressionException if one has no key, or another one, or one is given twice
     */
    public Arguments keyed(String... names) {
        for (Argument argument : given) {
            if (argument.key.isEmpty()) {
                throw argument.value.error(
                        "'%s' takes options by name only".formatted(name),
                        "Write it as %s=%s, or leave it out.".formatted(names[0], brief(argument.value.name)));
            }
        }
        return arguments(names);
    }

    private String surplus(int most) {
        return most == 0
                ? "'%s' takes no such argument".formatted(name)
                : "'%s' has one argument too many".formatted(name);
    }

    private String takes(List<String> names, List<String> words) {
        List<String> all = new ArrayList<>(names);
        all.addAll(words);
        return all.isEmpty() ? "Write '%s' alone.".formatted(name) : "It takes %s.".formatted(String.join(", ", all));
    }

    /**
     * The number that this term is.
     *
     * @throws ExpressionException if it is none, or beyond float64
     */
    public double number() {
        if (given.isEmpty() && NUMBER.matcher(name).matches()) {
            double number = Double.parseDouble(name);
            if (Double.isFinite(number)) {
                return number;
            }
        }
        throw error("'%s' is not a number".formatted(brief(name)), "Give one such as 3, 0.01 or 1e-3.");
    }

    /**
     * The whole number that this term is.
     *
     * @throws ExpressionException if it is none of the range
     */
    public int whole(int least, int most) {
        double number = number();
        if (number != Math.rint(number) || !(number >= least && number <= most)) {
            throw error(
                    "'%s' is not a whole number from %d to %d".formatted(brief(name), least, most),
                    "Give one in this range.");
        }
        return (int) number;
    }

    /** What is made of this term; what the maker finds wrong with its arguments is said with the place in the text. */
    public <T> T make(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (ExpressionException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            // The first sentence is the problem, what follows says how to fix it.
            String said = String.valueOf(e.getMessage());
            int end = said.indexOf(". ");
            String problem = end < 0 ? said.replaceFirst("\\.$", "") : said.substring(0, end);
            throw new ExpressionException(problem, text, culprit(problem), end < 0 ? "" : said.substring(end + 2), e);
        }
    }

    /** The place of the argument that a message names; of the term, if that is none or several. */
    private int culprit(String message) {
        List<Argument> named = given.stream()
                .filter(argument -> !argument.key.isEmpty())
                .filter(argument -> Pattern.compile("\\b" + Pattern.quote(argument.key) + "\\b")
                        .matcher(message)
                        .find())
                .toList();
        return named.size() == 1 ? named.getFirst().value.position : position;
    }

    /** The error that this term's name is none of those known: it names the near ones, or else all. */
    public ExpressionException unknown(String kind, Collection<String> known) {
        return unknown(kind, known, "There are %s.".formatted(String.join(", ", known)));
    }

    /** The error that this term's name is none of those known: it names the near ones, or else gives the advice. */
    public ExpressionException unknown(String kind, Collection<String> known, String advice) {
        String near = Suggest.sentence(name, known);
        return error("There is no %s '%s'".formatted(kind, brief(name)), near.isEmpty() ? advice : near);
    }

    /** An error at this term's place. */
    public ExpressionException error(String problem, String advice) {
        return error(problem, position, advice);
    }

    private ExpressionException error(String problem, int at, String advice) {
        return new ExpressionException(problem, text, at, advice, null);
    }

    private static String brief(String word) {
        return word.length() <= 40 ? word : word.substring(0, 40) + "...";
    }

    @Override
    public String toString() {
        return given.isEmpty()
                ? name
                : given.stream()
                        .map(argument -> (argument.key.isEmpty() ? "" : argument.key + "=") + argument.value)
                        .collect(Collectors.joining(", ", name + "(", ")"));
    }

    /** The arguments of one term by name. */
    public static final class Arguments {
        private final Term owner;
        private final Map<String, Term> matched;

        private Arguments(Term owner, Map<String, Term> matched) {
            this.owner = owner;
            this.matched = matched;
        }

        /** The names of the arguments given, in the order of the text. */
        public List<String> names() {
            return List.copyOf(matched.keySet());
        }

        /** Whether an argument, or a word that stands for itself, is given. */
        public boolean has(String name) {
            return matched.containsKey(name);
        }

        /** An argument, if it is given. */
        public Optional<Term> find(String name) {
            return Optional.ofNullable(matched.get(name));
        }

        /**
         * An argument.
         *
         * @throws ExpressionException if it is not given
         */
        public Term get(String name) {
            @Nullable Term term = matched.get(name);
            if (term == null) {
                throw owner.error(
                        "'%s' lacks its argument '%s'".formatted(owner.name, name),
                        "Write it in parentheses after the name: %s(%s=...).".formatted(owner.name, name));
            }
            return term;
        }

        /** A number that has to be given. */
        public double number(String name) {
            return get(name).number();
        }

        /** A number, or the usual one if none is given. */
        public double number(String name, double usual) {
            return has(name) ? number(name) : usual;
        }

        /** A whole number that has to be given, of at least some size. */
        public int whole(String name, int least) {
            return get(name).whole(least, Integer.MAX_VALUE);
        }

        /** A whole number of at least some size, or the usual one if none is given. */
        public int whole(String name, int least, int usual) {
            return has(name) ? whole(name, least) : usual;
        }
    }

    /**
     * The grammar: {@code term = word [ "(" [ argument { "," argument } ] ")" ]}, {@code argument = [ word "=" ] term}.
     */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Term all() {
            skipSpace();
            int start = at;
            Term term = term(start, word(), 0);
            if (at < text.length()) {
                throw unexpected("the end");
            }
            return term;
        }

        private Term term(int place, String name, int depth) {
            if (depth > DEEPEST) {
                throw new ExpressionException(
                        "Parentheses are nested more than %d deep".formatted(DEEPEST),
                        text,
                        place,
                        "Write it with fewer levels.",
                        null);
            }
            List<Argument> given = new ArrayList<>();
            if (accept('(') && !accept(')')) {
                do {
                    int start = at;
                    String word = word();
                    if (accept('=')) {
                        int value = at;
                        given.add(new Argument(word, start, term(value, word(), depth + 1)));
                    } else {
                        given.add(new Argument("", start, term(start, word, depth + 1)));
                    }
                } while (accept(','));
                if (!accept(')')) {
                    throw unexpected("')' or ','");
                }
            }
            return new Term(text, place, name, given);
        }

        private String word() {
            int start = at;
            while (at < text.length() && isWordPart(text.charAt(at))) {
                at++;
            }
            if (start == at) {
                throw unexpected("a name or a number");
            }
            String word = text.substring(start, at);
            skipSpace();
            return word;
        }

        private static boolean isWordPart(char c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._+-".indexOf(c) >= 0;
        }

        private boolean accept(char c) {
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                skipSpace();
                return true;
            }
            return false;
        }

        private void skipSpace() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }

        private ExpressionException unexpected(String expected) {
            String found = at < text.length() ? sign(text.codePointAt(at)) : "the end";
            return new ExpressionException(
                    "There is %s where %s is expected".formatted(found, expected), text, at, advice(), null);
        }

        /** A terminal would obey some signs, and others are not seen. */
        private static String sign(int c) {
            return switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED ->
                    "U+%04X".formatted(c);
                default -> "'%s'".formatted(Character.toString(c));
            };
        }

        private String advice() {
            if (at > 0 && text.charAt(at - 1) == '=' && text.startsWith("[", at)) {
                int end = text.indexOf(']', at);
                String[] items = text.substring(at + 1, end < 0 ? text.length() : end)
                        .strip()
                        .split(" *, *");
                return "Write a list as %s(%s).".formatted(Losses.EACH, brief(String.join(", ", items)));
            }
            return "The form is name(argument, key=value).";
        }
    }
}
