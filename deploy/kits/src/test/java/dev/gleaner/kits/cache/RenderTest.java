package dev.gleaner.kits.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gleaner.local.runtime.process.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cache kit writes for a finding or for options, and what it refuses. */
class RenderTest {

    private static final long GIB = 1L << 30;
    private static final String PREFIX = "arn:aws:s3:::lake/train/dt=2026-11/";

    /** volume_context.go and CACHING.md of the driver, version 2. */
    private static final Set<String> VOLUME_ATTRIBUTES = Set.of(
            "bucketName",
            "authenticationSource",
            "stsRegion",
            "cache",
            "cacheEmptyDirSizeLimit",
            "cacheEmptyDirMedium",
            "cacheEphemeralStorageClassName",
            "cacheEphemeralStorageResourceRequest");

    /** The options of Mountpoint 1.23 (mountpoint-s3/src/cli.rs) that only read and cache. */
    private static final Set<String> MOUNTPOINT_OPTIONS = Set.of(
            "--read-only", "--allow-other", "--region", "--prefix", "--cache", "--max-cache-size", "--metadata-ttl");

    @TempDir
    Path temporary;

    @Test
    void shouldMountThePrefixOfAFindingWithTheSizeAtTheKnee() throws IOException {
        RenderedCache cache = RenderedCache.ofFinding(temporary, PREFIX, "5.36870912E10");

        assertThat(cache.result().status()).as(cache.result().output()).isZero();
        assertThat(cache.option("--max-cache-size")).isEqualTo(String.valueOf(55 * 1024));
        assertThat(cache.option("--prefix")).isEqualTo("train/dt=2026-11/");
        assertThat(cache.option("--region")).isEqualTo("eu-central-1");
        assertThat(cache.option("--metadata-ttl")).isEqualTo("60");
        assertThat(cache.command())
                .contains("--read-only", "lake")
                .doesNotContain("--allow-delete", "--allow-overwrite");
        assertThat(cache.result().output())
                .contains("53687091200 bytes", "cache 55 GiB", "disk 58 GiB")
                .doesNotContain("Note:");
    }

    @Test
    void shouldNoteThatAFindingIsNotOpen() throws IOException {
        Path finding = Files.writeString(
                temporary.resolve("resolved.json"),
                RenderedCache.FINDING
                        .formatted("eu-central-1", PREFIX, "1e9")
                        .replace("\"status\"", "\"state\": \"resolved\", \"status\""));

        assertThat(RenderedCache.render(temporary.resolve("out"), finding.toString())
                        .result()
                        .output())
                .contains("Note: The finding is not open but resolved.");
    }

    /** The cache holds the knee and its headroom, is no GiB larger than that, and the volume holds the cache. */
    @Test
    void shouldRoundSizesUp() throws IOException {
        Random random = new Random(68);
        for (int i = 0; i < 25; i++) {
            // From bytes to hundreds of TiB, often at a whole GiB.
            long bytes = 1 + (long) Math.pow(2, random.nextDouble() * 48);
            if (random.nextBoolean()) {
                bytes = Math.max(1, bytes / GIB) * GIB;
            }
            RenderedCache cache = RenderedCache.ofFinding(temporary, PREFIX, Long.toString(bytes), "--force");
            long size = Long.parseLong(cache.option("--max-cache-size")) / 1024;
            long volume = volumeGib(cache);

            assertThat(size * GIB * 100).as("bytes %d", bytes).isGreaterThanOrEqualTo(bytes * 110);
            assertThat((size - 1) * GIB * 100).as("bytes %d", bytes).isLessThan(bytes * 110);
            assertThat(volume * 95).as("bytes %d", bytes).isGreaterThanOrEqualTo(size * 100);
            assertThat((volume - 1) * 95).as("bytes %d", bytes).isLessThan(size * 100);
        }
    }

    @Test
    void shouldTakeASizeByHandAsItIs() {
        RenderedCache cache = RenderedCache.render(
                temporary.resolve("out"),
                "--bucket",
                "lake",
                "--size-gib",
                "95",
                "--region",
                "us-east-1",
                "--mount-point",
                "/data/lake",
                "--metadata-ttl",
                "indefinite");

        assertThat(cache.result().status()).as(cache.result().output()).isZero();
        assertThat(cache.option("--max-cache-size")).isEqualTo(String.valueOf(95 * 1024));
        assertThat(volumeGib(cache)).isEqualTo(100);
        assertThat(cache.command()).doesNotContain("--prefix").endsWith("lake", "/data/lake");
        assertThat(cache.option("--metadata-ttl")).isEqualTo("indefinite");
    }

    /** Mountpoint requires the slash; with "logs" alone it could not tell logs/ from logs-old/. */
    @Test
    void shouldCoverTheFolderOfAPrefixWithoutSlash() throws IOException {
        RenderedCache cache = RenderedCache.ofFinding(temporary, "arn:aws:s3:::lake/train/part-", "1e9");

        assertThat(cache.option("--prefix")).isEqualTo("train/");
        assertThat(cache.result().output()).contains("Note: The finding's prefix train/part- does not end with /");
    }

    @Test
    void shouldDescribeAVolumeOfTheDriverWithTheSameOptions() throws IOException {
        RenderedCache cache = RenderedCache.ofFinding(temporary, PREFIX, "5.36870912E10", "--namespace", "jobs");
        Map<String, Object> volume = cache.documents().get(0);
        Map<String, Object> claim = cache.documents().get(1);
        Map<String, Object> spec = RenderedCache.map(volume.get("spec"));
        Map<String, Object> csi = RenderedCache.map(spec.get("csi"));
        Map<String, Object> attributes = RenderedCache.map(csi.get("volumeAttributes"));
        String name = String.valueOf(RenderedCache.map(volume.get("metadata")).get("name"));

        assertThat(volume).containsEntry("apiVersion", "v1").containsEntry("kind", "PersistentVolume");
        assertThat(spec)
                .containsOnlyKeys(
                        "capacity",
                        "accessModes",
                        "storageClassName",
                        "persistentVolumeReclaimPolicy",
                        "claimRef",
                        "mountOptions",
                        "csi")
                .containsEntry("accessModes", List.of("ReadOnlyMany"))
                .containsEntry("storageClassName", "")
                .containsEntry("claimRef", Map.of("namespace", "jobs", "name", name));
        assertThat(csi).containsEntry("driver", "s3.csi.aws.com").containsEntry("volumeHandle", name);
        assertThat(attributes)
                .containsEntry("bucketName", "lake")
                .containsEntry("cache", "emptyDir")
                .containsEntry("cacheEmptyDirSizeLimit", "58Gi");
        assertThat(attributes.values()).allMatch(String.class::isInstance);
        assertThat(VOLUME_ATTRIBUTES).containsAll(attributes.keySet());
        assertThat(driverOptions(spec))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "--read-only",
                        "",
                        "--region",
                        cache.option("--region"),
                        "--prefix",
                        cache.option("--prefix"),
                        "--metadata-ttl",
                        cache.option("--metadata-ttl"),
                        "--max-cache-size",
                        cache.option("--max-cache-size")));
        assertThat(RenderedCache.map(claim.get("spec")))
                .containsEntry("volumeName", name)
                .containsEntry("storageClassName", "")
                .containsEntry("accessModes", List.of("ReadOnlyMany"));
        assertThat(RenderedCache.map(claim.get("metadata"))).isEqualTo(Map.of("name", name, "namespace", "jobs"));
    }

    @Test
    void shouldUseAVolumeOfAStorageClassAsCache() throws IOException {
        RenderedCache cache =
                RenderedCache.ofFinding(temporary, PREFIX, "5.36870912E10", "--storage-class", "nvme-ssd");
        Map<String, Object> spec = RenderedCache.map(cache.documents().get(0).get("spec"));

        assertThat(RenderedCache.map(RenderedCache.map(spec.get("csi")).get("volumeAttributes")))
                .isEqualTo(Map.of(
                        "bucketName", "lake",
                        "cache", "ephemeral",
                        "cacheEphemeralStorageClassName", "nvme-ssd",
                        "cacheEphemeralStorageResourceRequest", "58Gi"));
    }

    /** Kubernetes processes a volumeHandle once, so two prefixes whose names look alike must differ. */
    @Test
    void shouldNameEachLocationDifferently() throws IOException {
        String one = RenderedCache.ofFinding(temporary, "arn:aws:s3:::lake/a.b/", "1e9")
                .file(".yaml")
                .getFileName()
                .toString();
        RenderedCache other = RenderedCache.render(
                temporary.resolve("other"),
                "--bucket",
                "lake",
                "--prefix",
                "a/b/",
                "--size-gib",
                "1",
                "--region",
                "us-east-1");

        assertThat(other.file(".yaml").getFileName().toString()).isNotEqualTo(one);
        assertThat(one.replace(".yaml", "")).hasSizeLessThanOrEqualTo(63).matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    }

    @Test
    void shouldPassTheVerificationOfSystemd() throws IOException {
        Optional<Path> systemd = ExternalProgram.find("systemd-analyze");
        assumeTrue(systemd.isPresent(), "No systemd-analyze: install systemd to verify the unit");
        RenderedCache cache = RenderedCache.ofFinding(temporary, PREFIX, "5.36870912E10");
        Path unit = cache.file(".service");
        // Verification requires the program to exist; any will do.
        Files.writeString(unit, cache.unit().replace("/usr/bin/mount-s3", "/usr/bin/env"));

        ExternalProgram.Result result = ExternalProgram.run(
                List.of(systemd.orElseThrow().toString(), "verify", "--recursive-errors=no", unit.toString()));

        assertThat(result.output()).doesNotContain(unit.getFileName().toString() + ":");
        assertThat(result.status()).as(result.output()).isZero();
    }

    /** A unit with a mount namespace of its own mounts for itself only. */
    @Test
    void shouldMountWhereJobsSeeIt() throws IOException {
        String unit = RenderedCache.ofFinding(temporary, PREFIX, "1e9").unit();

        assertThat(
                        unit.lines()
                                .filter(
                                        line -> line.matches(
                                                "(Protect|Private|ReadOnly|ReadWrite|Inaccessible|Bind|Temporary|Root|Dynamic|MountFlags).*=.*")))
                .isEmpty();
    }

    @Test
    void shouldUseOptionsOfMountpoint() throws IOException {
        Optional<Path> mountpoint = ExternalProgram.find("mount-s3");
        assumeTrue(mountpoint.isPresent(), "No mount-s3: install Mountpoint for Amazon S3 to check its options");
        String help = ExternalProgram.run(List.of(mountpoint.orElseThrow().toString(), "--help"))
                .output();

        assertThat(RenderedCache.ofFinding(temporary, PREFIX, "1e9").command().stream()
                        .filter(word -> word.startsWith("--")))
                .allSatisfy(option -> assertThat(help).contains(option));
    }

    @Test
    void shouldOverwriteOnlyWhenForced() throws IOException {
        RenderedCache first = RenderedCache.ofFinding(temporary, PREFIX, "1e9");
        Files.writeString(first.file(".yaml"), "edited");

        RenderedCache second = RenderedCache.ofFinding(temporary, PREFIX, "1e9");
        assertThat(second.result().status()).isEqualTo(1);
        assertThat(second.result().output()).contains("exists; --force overwrites it");
        assertThat(second.manifest()).isEqualTo("edited");

        RenderedCache forced = RenderedCache.ofFinding(temporary, PREFIX, "1e9", "--force");
        assertThat(forced.result().status()).isZero();
        assertThat(forced.documents()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arn:aws:ec2:eu-central-1:123456789012:natgateway/nat-1 | 1e9 | caches S3 only",
                "arn:aws:s3:::lake/a b/ | 1e9 | contains characters",
                "arn:aws:s3:::lake/a%h/ | 1e9 | contains characters",
                "arn:aws:s3:::lake/a$b/ | 1e9 | contains characters",
                "arn:aws:s3:::lake//a/ | 1e9 | has an empty part",
                "arn:aws:s3:::Lake/a/ | 1e9 | is no bucket name",
                "arn:aws:s3:::lake/a/ | 0 | is 0 bytes",
                "arn:aws:s3:::lake/a/ | -5 | is -5 bytes",
                "arn:aws:s3:::lake/a/ | \"big\" | cannot be read",
                "arn:aws:s3:::lake/a/ | 9e15 | larger than 1048576 GiB",
            })
    void shouldRefuseAFinding(String resource, String bytes, String message) throws IOException {
        RenderedCache cache = RenderedCache.ofFinding(temporary, resource, bytes);

        assertThat(cache.result().status()).as(cache.result().output()).isEqualTo(1);
        assertThat(cache.result().output()).startsWith("cannot render: ").contains(message);
        assertThat(cache.folder()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "not JSON",
                "{\"rule\": \"idle-instance\", \"resource\": \"arn:aws:s3:::lake/a/\"}",
                "{\"rule\": \"repeated-download\", \"resource\": \"arn:aws:s3:::lake/a/\", \"region\": \"eu-central-1\", \"evidence\": []}",
                "{\"rule\": \"repeated-download\", \"resource\": \"arn:aws:s3:::lake/a/\", \"region\": \"eu-central-1\", \"evidence\": "
                        + "[{\"name\": \"cache size at the knee\", \"value\": 50, \"unit\": \"GiB\"}]}"
            })
    void shouldRefuseWhatIsNoFindingOfTheRule(String json) throws IOException {
        Path file = Files.writeString(temporary.resolve("other.json"), json);

        RenderedCache cache = RenderedCache.render(temporary.resolve("out"), file.toString());

        assertThat(cache.result().status()).as(cache.result().output()).isEqualTo(1);
        assertThat(cache.folder()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bucket lake --size-gib 1.5 --region us-east-1 | 1",
                "--bucket lake --size-gib 0 --region us-east-1 | 1",
                "--bucket lake --size-gib 10 | 1",
                "--bucket lake --size-gib 10 --region us-east-1 --prefix train | 1",
                "--bucket lake --size-gib 10 --region us-east-1 --metadata-ttl 0 | 1",
                "--bucket lake --size-gib 10 --region us-east-1 --mount-point data | 1",
                "--bucket lake --size-gib 10 --region us-east-1 --mount-point /data/../etc | 1",
                "--bucket lake --size-gib 10 --region us-east-1 --mount-point /data --cache-dir /data/cache | 1",
                "--bucket lake --region us-east-1 | 2",
                "--bucket lake --size-gib 10 --region us-east-1 --unknown 1 | 2",
                "--size-gib 10 | 2",
                "finding.json --bucket lake --size-gib 10 | 2",
            })
    void shouldRefuseOptions(String options, int status) {
        RenderedCache cache = RenderedCache.render(temporary.resolve("out"), options.split(" "));

        assertThat(cache.result().status()).as(cache.result().output()).isEqualTo(status);
        assertThat(cache.folder()).doesNotExist();
    }

    private static long volumeGib(RenderedCache cache) {
        Map<String, Object> spec = RenderedCache.map(cache.documents().get(0).get("spec"));
        Object limit = RenderedCache.map(RenderedCache.map(spec.get("csi")).get("volumeAttributes"))
                .get("cacheEmptyDirSizeLimit");
        return Long.parseLong(String.valueOf(limit).replace("Gi", ""));
    }

    /** As the driver reads mountOptions: at the first "=" if there is one, else at the first space (pkg/mountpoint/args.go). */
    private static Map<String, String> driverOptions(Map<String, Object> spec) {
        Map<String, String> options = new LinkedHashMap<>();
        for (Object option :
                (List<?>) Optional.ofNullable(spec.get("mountOptions")).orElseThrow()) {
            String text = String.valueOf(option);
            String[] parts = text.split(text.contains("=") ? "=" : " ", 2);
            options.put("--" + parts[0], parts.length == 2 ? parts[1] : "");
        }
        return options;
    }
}
