package dev.gleaner.collector.files;

/**
 * A file in a store.
 *
 * @param folder path of its folder, or prefix up to the last slash
 * @param name without its folder
 * @param version changes with the content: entity tag, or size and time
 */
public record StoredFile(String folder, String name, String version) {

    /** A file by its whole path, or the key of an object. */
    public static StoredFile of(String path, String version) {
        int slash = path.lastIndexOf('/') + 1;
        return new StoredFile(path.substring(0, slash), path.substring(slash), version);
    }

    /** With its folder. */
    public String path() {
        return folder + name;
    }
}
