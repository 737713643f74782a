package dev.gleaner.collector.files;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * A file in a store.
 *
 * @param folder path of its folder, or key prefix up to the last slash
 * @param name without its folder
 * @param version changes with the content: entity tag, or size and time
 * @param modified time of the last modification; the epoch if it is not needed
 * @param size in bytes, as the listing has it; empty if it is not known
 */
public record StoredFile(String folder, String name, String version, Instant modified, OptionalLong size) {

    /** A file whose size is not known. */
    public StoredFile(String folder, String name, String version, Instant modified) {
        this(folder, name, version, modified, OptionalLong.empty());
    }

    /** A file whose time of modification is not needed. */
    public StoredFile(String folder, String name, String version) {
        this(folder, name, version, Instant.EPOCH);
    }

    /** A file by its whole path, or the key of an object. */
    public static StoredFile of(String path, String version) {
        return of(path, version, Instant.EPOCH);
    }

    /** The same, with the time of writing. */
    public static StoredFile of(String path, String version, Instant modified) {
        int slash = path.lastIndexOf('/') + 1;
        return new StoredFile(path.substring(0, slash), path.substring(slash), version, modified);
    }

    /** The same file with its size in bytes. */
    public StoredFile withSize(long bytes) {
        return new StoredFile(folder, name, version, modified, OptionalLong.of(bytes));
    }

    /** Folder and name. */
    public String path() {
        return folder + name;
    }
}
