package dev.gleaner.collector;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Puts reports of S3 Inventory into a folder, as S3 lays them out. */
public final class ReportFolder {

    /** Columns of a report of all versions. */
    public static final String ALL_VERSIONS =
            "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass";

    private final Path root;
    private final String folder;
    private final List<String> files = new ArrayList<>();

    /** A report of the bucket {@code data-lake} in its folder, {@code data-lake/daily/2026-10-02T01-00Z/}. */
    public ReportFolder(Path root, String time) {
        this.root = root;
        this.folder = "data-lake/daily/" + time + "/";
    }

    /** Puts a file of rows there, packed. */
    public ReportFolder csv(String name, String rows) throws IOException {
        return data(name, Bytes.gzip(rows.getBytes(UTF_8)));
    }

    /** Puts a file there, and names it in the manifest. */
    public ReportFolder data(String name, byte[] bytes) throws IOException {
        TrailFolder.put(root, "data-lake/daily/data/" + name, bytes);
        return named(name, md5(bytes));
    }

    /** Names a file in the manifest. */
    public ReportFolder named(String name, String md5) {
        files.add(
                "{\"key\":\"reports/data-lake/daily/data/%s\",\"size\":1,\"MD5checksum\":\"%s\"}".formatted(name, md5));
        return this;
    }

    /** Puts the manifest there, without its checksum; says where. */
    public String manifest(Instant created, String format, String schema) throws IOException {
        TrailFolder.put(
                root, folder + "manifest.json", json(created, format, schema).getBytes(UTF_8));
        return folder + "manifest.json";
    }

    /** Puts the manifest's checksum there. */
    public void checksum() throws IOException {
        byte[] manifest = Files.readAllBytes(root.resolve(folder + "manifest.json"));
        TrailFolder.put(root, folder + "manifest.checksum", (md5(manifest) + "\n").getBytes(UTF_8));
    }

    /** The manifest. */
    public String json(Instant created, String format, String schema) {
        return """
                {"sourceBucket":"data-lake","destinationBucket":"arn:aws:s3:::reports-of-the-company","version":"2016-11-30",\
                "creationTimestamp":"%d","fileFormat":"%s","fileSchema":"%s","files":[%s]}""".formatted(
                        created.toEpochMilli(), format, schema, files.stream().collect(Collectors.joining(",")));
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
