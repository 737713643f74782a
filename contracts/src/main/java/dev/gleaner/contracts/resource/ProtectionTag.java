package dev.gleaner.contracts.resource;

import java.util.Map;
import java.util.Optional;

/**
 * Interprets the tag by which an owner protects a resource from actions, in the same way for all services. Any value except {@code false}
 * protects, and the key and this value may differ in case: a condition of IAM does not tell keys apart by case.
 */
public final class ProtectionTag {

    /** The key of the tag, unless another one is configured. */
    public static final String KEY = "gleaner:protected";

    private ProtectionTag() {}

    /** The tag of this key that protects a resource, as it is spelled there; empty if none does. */
    public static Optional<String> protecting(Map<String, String> tags, String key) {
        return tags.entrySet().stream()
                .filter(tag -> tag.getKey().equalsIgnoreCase(key))
                .filter(tag -> !tag.getValue().equalsIgnoreCase("false"))
                .map(Map.Entry::getKey)
                .min(String::compareTo);
    }
}
