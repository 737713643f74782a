package dev.gleaner.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** Reads and writes JSON in one form: RFC 3339 times, decimal strings for money, unknown fields ignored. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new ParameterNamesModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.ALWAYS)
            .build();

    private static final ObjectReader STRICT = MAPPER.reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** RFC 8785 writes numbers as IEEE 754 doubles, which cannot represent all larger integers. */
    private static final BigInteger LARGEST_EXACT = BigInteger.TWO.pow(53).subtract(BigInteger.ONE);

    private Json() {}

    /** The shared mapper, for libraries that need one. Do not configure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** UTF-8 JSON of a value. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON text of a value. */
    public static String text(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** Reads a value; {@link UncheckedIOException} when it is not JSON of that form. */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a value; {@link UncheckedIOException} when it is not JSON of that form. */
    public static <T> T read(String json, Class<T> type) {
        return read(json.getBytes(StandardCharsets.UTF_8), type);
    }

    /**
     * Reads a value of which no two parsers may disagree; {@link UncheckedIOException} when a member is duplicated, when
     * something follows the value, or when an integer is too large for RFC 8785.
     */
    public static <T> T readStrictly(byte[] json, Class<T> type) {
        try {
            JsonNode tree = STRICT.readTree(json);
            requireExact(tree);
            return MAPPER.treeToValue(tree, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same as {@link #readStrictly(byte[], Class)} for text. */
    public static <T> T readStrictly(String json, Class<T> type) {
        return readStrictly(json.getBytes(StandardCharsets.UTF_8), type);
    }

    /** Throws {@link UncheckedIOException} when a tree has an integer that RFC 8785 would change. */
    public static void requireExact(JsonNode tree) {
        if (tree.isIntegralNumber() && tree.bigIntegerValue().abs().compareTo(LARGEST_EXACT) > 0) {
            throw new UncheckedIOException(new IOException("the whole number " + tree + " is larger than 2^53 - 1"));
        }
        tree.forEach(Json::requireExact);
    }

    /** Converts a value to a tree. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** The canonical form of RFC 8785 as UTF-8: equal values give equal bytes, whatever the order of their fields. */
    public static byte[] canonical(Object value) {
        try {
            return new JsonCanonicalizer(bytes(value)).getEncodedUTF8();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code sha256:} and the SHA-256 of the canonical form in lower-case hexadecimal. */
    public static String canonicalHash(Object value) {
        return sha256(canonical(value));
    }

    /** {@code sha256:} and the SHA-256 of these bytes in lower-case hexadecimal. */
    public static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
