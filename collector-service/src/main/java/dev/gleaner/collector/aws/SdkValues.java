package dev.gleaner.collector.aws;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Converts values of the SDK for signals. */
public final class SdkValues {

    private static final long GIBIBYTE = 1L << 30;

    private SdkValues() {}

    /** Protobuf has no null; an empty text stands for it. */
    @SuppressWarnings("NullAway") // The SDK's getters return null for absent values.
    public static String textOrEmpty(String value) {
        return value == null ? "" : value;
    }

    /** Bytes of a size in GiB, the unit of EC2. */
    public static long gibibytes(int size) {
        return size * GIBIBYTE;
    }

    /** Tags of an EC2 resource, by key. */
    public static Map<String, String> tags(List<Tag> shown) {
        return tags(shown, Tag::key, Tag::value);
    }

    /** Tags by key, for the services that have a type of their own for tags. */
    public static <T> Map<String, String> tags(List<T> shown, Function<T, String> key, Function<T, String> value) {
        Map<String, String> tags = new TreeMap<>();
        shown.forEach(tag -> tags.put(key.apply(tag), textOrEmpty(value.apply(tag))));
        return tags;
    }
}
