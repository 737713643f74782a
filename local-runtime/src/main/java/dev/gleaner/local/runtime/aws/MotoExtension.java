package dev.gleaner.local.runtime.aws;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The extension of moto by which resources get a creation time in the past ({@link MotoControl#setPast}), and by which there
 * are application inference profiles of Amazon Bedrock, reservations and savings plans, a Recycle Bin for snapshots, sessions of Session Manager ({@link MotoControl#setSessions}) and runs of Run Command ({@link
 * MotoControl#setCommandRuns}). Python finds it in a folder that is named in the environment of moto's process.
 */
public final class MotoExtension {

    /** Python loads the first one at its start, by its name. */
    private static final List<String> FILES = List.of(
            "sitecustomize.py",
            "gleaner_bedrock.py",
            "gleaner_bulk.py",
            "gleaner_metrics.py",
            "gleaner_capacity.py",
            "gleaner_commitments.py",
            "gleaner_recycle_bin.py",
            "gleaner_requests.py",
            "gleaner_sessions.py",
            "gleaner_commands.py",
            "gleaner_snapshot.py");

    private static final String VARIABLE = "PYTHONPATH";
    private static final String SNAPSHOTS = "GLEANER_SNAPSHOTS";

    private MotoExtension() {}

    /**
     * Writes the extension into a folder, and returns the environment variables that make Python load it.
     *
     * @param snapshots folder for snapshots, which is made for this user alone
     */
    static Map<String, String> install(Path folder, Path snapshots) {
        try {
            Files.createDirectories(folder);
            Files.createDirectories(snapshots);
            Files.setPosixFilePermissions(snapshots, PosixFilePermissions.fromString("rwx------"));
            for (Map.Entry<String, byte[]> file : contents().entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String others = System.getenv(VARIABLE);
        String path = folder.toAbsolutePath().toString();
        return Map.of(
                VARIABLE,
                others == null || others.isEmpty() ? path : path + File.pathSeparator + others,
                SNAPSHOTS,
                snapshots.toAbsolutePath().toString());
    }

    /** The Python sources by the names of their files. */
    public static Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        FILES.forEach(file -> contents.put(file, content(file)));
        return contents;
    }

    private static byte[] content(String file) {
        try (InputStream resource =
                Objects.requireNonNull(MotoExtension.class.getResourceAsStream("/moto/" + file), file)) {
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
