package dev.gleaner.local;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Text that is pasted into a shell. */
final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

    private Shell() {}

    /** A path as one word of a command. */
    static String word(Path path) {
        String text = path.toString();
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
