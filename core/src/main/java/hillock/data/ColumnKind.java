package hillock.data;

/** What the values of a column are. */
public enum ColumnKind {
    /** Numbers that measure something. */
    NUMBER("a number"),
    /** One of several names, in no order. */
    CATEGORY("text"),
    /** One of two answers, such as yes and no. */
    BOOLEAN("a truth value"),
    /** Days or moments. */
    DATE("a date");

    private final String words;

    ColumnKind(String words) {
        this.words = words;
    }

    /** What one value is, with its article, for sentences. */
    public String words() {
        return words;
    }
}
