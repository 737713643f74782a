package dev.gleaner.local.runtime.aws;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The extension of moto: its files in the folder {@code moto} of the resources, of which Python loads {@code sitecustomize.py} at its start, by
 * its name, and that one all others. Resources get a creation time in the past by it ({@link MotoControl#setPast}), and calls that moto
 * lacks are answered; each file describes its own. Python finds the extension in a folder that is named in the environment of moto's
 * process.
 */
public final class MotoExtension {

    private static final String FOLDER = "moto";
    private static final String FIRST = "/" + FOLDER + "/sitecustomize.py";
    private static final String PYTHON = "*.py";
    private static final String VARIABLE = "PYTHONPATH";
    private static final String SNAPSHOTS = "GLEANER_SNAPSHOTS";

    private MotoExtension() {}

    /**
     * Writes the extension into a folder, in place of one that is there, and returns the environment variables that make Python load it.
     *
     * @param snapshots folder for snapshots, which is made for this user alone
     */
    static Map<String, String> install(Path folder, Path snapshots) {
        try {
            Files.createDirectories(folder);
            Files.createDirectories(snapshots);
            Files.setPosixFilePermissions(snapshots, PosixFilePermissions.fromString("rwx------"));
            Map<String, byte[]> contents = contents();
            for (Path earlier : python(folder)) {
                Files.delete(earlier);
            }
            for (Map.Entry<String, byte[]> file : contents.entrySet()) {
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
        URL first = Objects.requireNonNull(MotoExtension.class.getResource(FIRST), FIRST);
        try {
            if (!(first.openConnection() instanceof JarURLConnection jar)) {
                return contents(Objects.requireNonNull(Path.of(first.toURI()).getParent()));
            }
            try (FileSystem files =
                    FileSystems.newFileSystem(Path.of(jar.getJarFileURL().toURI()))) {
                return contents(files.getPath(FOLDER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, byte[]> contents(Path folder) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Path file : python(folder)) {
            contents.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return contents;
    }

    private static List<Path> python(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, PYTHON)) {
            all.forEach(files::add);
        }
        return files;
    }
}
