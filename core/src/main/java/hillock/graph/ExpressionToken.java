package hillock.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * One word of an expression's text.
 *
 * @param kind what it is
 * @param text its characters; of a symbol the canonical ones
 * @param at its position in the whole text, in {@code char}s from 0
 */
record ExpressionToken(Kind kind, String text, int at) {
    enum Kind {
        NUMBER,
        NAME,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** How messages refer to it. */
    String quoted() {
        return kind == Kind.END ? "the end" : "'" + brief() + "'";
    }

    /** The characters, of a long word the first ones. */
    String brief() {
        return brief(text);
    }

    /** A word, of a long one the first characters. */
    static String brief(String word) {
        return word.length() <= 30 ? word : word.substring(0, word.offsetByCodePoints(0, 13)) + "...";
    }

    /** The words of a text, ended by one of kind {@code END}. */
    static List<ExpressionToken> split(String text) {
        List<ExpressionToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int end = at + Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                at = end;
                continue;
            }
            if (isDigit(c) || c == '.' && end < text.length() && isDigit(text.charAt(end))) {
                end = endOfNumber(text, at);
                tokens.add(new ExpressionToken(Kind.NUMBER, text.substring(at, end), at));
            } else if (Character.isLetter(c) || c == '_') {
                end = endOfName(text, at);
                tokens.add(new ExpressionToken(Kind.NAME, text.substring(at, end), at));
            } else {
                String symbol = symbol(text, c, at);
                if (symbol.equals("*") && end < text.length() && text.charAt(end) == '*') {
                    symbol = "^";
                    end++;
                }
                tokens.add(new ExpressionToken(Kind.SYMBOL, symbol, at));
            }
            at = end;
        }
        tokens.add(new ExpressionToken(Kind.END, "", text.length()));
        return tokens;
    }

    private static int endOfNumber(String text, int start) {
        int at = digits(text, start);
        if (at < text.length() && text.charAt(at) == '.') {
            at = digits(text, at + 1);
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponent = at + 1;
            if (exponent < text.length() && (text.charAt(exponent) == '+' || text.charAt(exponent) == '-')) {
                exponent++;
            }
            // Without digits the letter is not an exponent, as in 2e, where a '*' is missing.
            if (exponent < text.length() && isDigit(text.charAt(exponent))) {
                at = digits(text, exponent);
            }
        }
        return at;
    }

    private static int digits(String text, int start) {
        int at = start;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static int endOfName(String text, int start) {
        int at = start;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (!Character.isLetterOrDigit(c) && c != '_') {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    /** The symbol of a character; signs of typeset formulas are taken for what they mean. */
    private static String symbol(String text, int c, int at) {
        return switch (c) {
            case '+', '-', '*', '/', '^', '(', ')', ',' -> Character.toString(c);
            case 0x2212 -> "-"; // minus sign
            case 0x00D7, 0x00B7, 0x22C5 -> "*"; // multiplication sign, middle dot, dot operator
            case 0x00F7 -> "/"; // division sign
            case '[', ']', '{', '}' ->
                throw new ExpressionException(
                        "Brackets and braces do not group here", text, at, "Use round parentheses: (x+y)*z.", null);
            case '=' ->
                throw new ExpressionException(
                        "An expression contains no '='",
                        text,
                        at,
                        "Give values beside it: (x+y)*z x=-2 y=5 z=-4.",
                        null);
            default ->
                throw new ExpressionException(
                        "'%s' (U+%04X) does not belong in an expression".formatted(shown(c), c),
                        text,
                        at,
                        "It is made of numbers, names, + - * / ^ ( ) and commas: sin(x) + x*y.",
                        null);
        };
    }

    private static String shown(int c) {
        return Character.isISOControl(c) || !Character.isDefined(c) || Character.getType(c) == Character.SURROGATE
                ? "?"
                : Character.toString(c);
    }
}
