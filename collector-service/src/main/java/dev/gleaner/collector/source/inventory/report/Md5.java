package dev.gleaner.collector.source.inventory.report;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash by which S3 tells whether a file of a report is whole: it shows damage, not malice. */
final class Md5 {

    private Md5() {}

    static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** Of bytes that are all here, as hexadecimal digits. */
    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(begin().digest(bytes));
    }

    /** Whether these are the digits of what was taken in; ask once. */
    static boolean matches(MessageDigest digest, String digits) {
        return HexFormat.of().formatHex(digest.digest()).equalsIgnoreCase(digits);
    }
}
