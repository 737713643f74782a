package dev.gleaner.gpu.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that begins with the token. It is read again for each call, so that it can be replaced. */
record BearerTokenFile(Path file) {

    private static final Pattern FIRST_WORD = Pattern.compile("[!-~]+");

    /** The token for {@code Authorization: Bearer}; no message contains it. */
    String read() throws IOException {
        Matcher word = FIRST_WORD.matcher(text().stripLeading());
        if (!word.lookingAt()) {
            throw new IOException(file + " does not begin with a token");
        }
        return word.group();
    }

    private String text() throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IOException("the token can't be read: " + e, e);
        }
    }
}
