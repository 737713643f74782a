package dev.gleaner.collector.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Removes secrets and personal data from text that people read, including text that was cut off. */
public final class SecretRedactor {

    private static final String REPLACEMENT = "[redacted]";

    /**
     * Values of fields that contain secrets, user input or locations of persons, with quotes escaped or not, closed or
     * cut off.
     */
    private static final Pattern SECRET_FIELDS = Pattern.compile(
            "(?i)(\\\\?\"[^\"\\\\]*(?:token|secret|password|passwd|credential|accessKey|privateKey|userData|signature|sourceIP"
                    + "|authorization)[^\"\\\\]*\\\\?\"\\s*:\\s*\\\\?\")(?:[^\"\\\\]|\\\\[^\"])*");

    private static final Pattern ACCESS_KEYS = Pattern.compile("\\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{4,}");

    private static final Pattern E_MAILS =
            // Matched only at the start of a word: starting at every letter would take quadratic time in the length of
            // a word.
            Pattern.compile("(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9.-]*");

    /** The session name follows the role, or the colon of a principal id. */
    private static final Pattern SESSIONS =
            Pattern.compile("((?:assumed-role/[^/\"\\s]+|federated-user)/)[^\"\\\\\\s,]+");

    private static final Pattern PRINCIPALS = Pattern.compile("(?i)(principalId\\\\?\"\\s*:\\s*\\\\?\")[^\"\\\\]*");

    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\p{Print}\\s]");

    private static final List<Pattern> PREFIXED = List.of(SECRET_FIELDS, PRINCIPALS, SESSIONS);

    private static final List<Pattern> WHOLE = List.of(ACCESS_KEYS, E_MAILS);

    private SecretRedactor() {}

    /** These bytes as text without access keys, tokens, addresses of persons and session names. */
    public static String redact(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (Pattern pattern : PREFIXED) {
            text = pattern.matcher(text).replaceAll("$1" + REPLACEMENT);
        }
        for (Pattern pattern : WHOLE) {
            text = pattern.matcher(text).replaceAll(REPLACEMENT);
        }
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }
}
