package dev.gleaner.collector.files;

import java.util.Map;

/**
 * A file as a whole, and what AWS noted beside it.
 *
 * @param notes the user's metadata of an object, names in lower case without {@code x-amz-meta-}; of a folder its side files
 */
public record Delivered(byte[] bytes, Map<String, String> notes) {}
