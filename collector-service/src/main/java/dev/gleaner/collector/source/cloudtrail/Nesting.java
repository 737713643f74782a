package dev.gleaner.collector.source.cloudtrail;

/** Where in the brackets and texts of JSON a reader of single bytes stands. */
final class Nesting {

    private int depth;
    private boolean inText;
    private boolean escaped;

    Nesting(int depth) {
        this.depth = depth;
    }

    /** Whether this byte no longer belongs to the value: what ends a bare literal in a list. */
    boolean endsBefore(byte b) {
        return depth == 0 && !inText && (b == ',' || b == ']' || b == '}');
    }

    /** Whether this byte opens a list that is a field of the outermost object. */
    boolean opensFieldList(byte b) {
        return b == '[' && depth == 1 && !inText;
    }

    /** Takes one byte; true when it closed the outermost bracket. */
    boolean closesWith(byte b) {
        if (inText) {
            takeText(b);
            return false;
        }
        switch (b) {
            case '"' -> inText = true;
            case '{', '[' -> depth++;
            case '}', ']' -> depth--;
            default -> {
                return false;
            }
        }
        return depth == 0 && !inText;
    }

    private void takeText(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inText = false;
        }
    }
}
