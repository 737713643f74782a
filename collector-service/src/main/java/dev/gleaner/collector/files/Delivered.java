package dev.gleaner.collector.files;

import java.util.Map;

/** A file as a whole, and what AWS noted beside it. */
public final class Delivered {

    private final byte[] bytes;
    private final Map<String, String> notes;

    /**
     * A file.
     *
     * @param notes the user's metadata of an object, names in lower case without {@code x-amz-meta-}; of a folder its side files
     */
    public Delivered(byte[] bytes, Map<String, String> notes) {
        this.bytes = bytes;
        this.notes = notes;
    }

    /** What it holds; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** What was noted, by name. */
    public Map<String, String> notes() {
        return notes;
    }
}
