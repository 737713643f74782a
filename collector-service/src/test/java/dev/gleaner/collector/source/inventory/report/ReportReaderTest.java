package dev.gleaner.collector.source.inventory.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import blue.strategic.parquet.ParquetWriter;
import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.ReportFolder;
import dev.gleaner.collector.files.FolderFileStore;
import dev.gleaner.collector.files.StoredFile;
import dev.gleaner.collector.source.FileDeadLetterCollector;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.cloudtrail.mapping.Trail;
import dev.gleaner.collector.training.CheckpointKeyParser;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.Checkpoint;
import dev.gleaner.contracts.signal.proto.CheckpointRun;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import dev.gleaner.contracts.topic.DeadLetter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportReaderTest {

    private static final Instant CREATED = Instant.parse("2026-10-02T01:00:00Z");
    private static final String TIME = "2026-10-02T01-00Z";
    private static final String DAY = "2026-10-01T00:00:00.000Z";
    private static final String ONE =
            row("training-data/a", "true", "false", "10", "2026-10-01T00:00:00.000Z", "STANDARD");

    /** Of three prefixes, one of them empty; the key of the second is not what it looks like. */
    private static final String ROWS = ONE
            + row("training-data%2Fa+b%2B.bin", "true", "false", "131072", "2026-09-02T01:00:00.000Z", "STANDARD")
            + row("training-data/c", "true", "false", "131071", "2026-09-02T01:00:00.001Z", "STANDARD")
            + row("training-data/c", "false", "false", "7", "2024-01-01T00:00:00.000Z", "STANDARD_IA")
            + row("training-data/d", "true", "true", "", "2026-09-02T01:00:00.000Z", "")
            + row("caf%C3%A9+1/x", "true", "false", "0", "2026-10-02T02:00:00.000Z", "LATER_CLASS")
            + row("README", "true", "false", "5", "2026-10-01T00:00:00.000Z", "GLACIER");

    private static final MessageType SCHEMA = new MessageType(
            "s3.inventory",
            text("bucket"),
            text("key"),
            Types.optional(PrimitiveTypeName.BOOLEAN).named("is_latest"),
            Types.optional(PrimitiveTypeName.BOOLEAN).named("is_delete_marker"),
            Types.optional(PrimitiveTypeName.INT64).named("size"),
            Types.optional(PrimitiveTypeName.INT64)
                    .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
                    .named("last_modified_date"),
            text("storage_class"));

    @TempDir
    Path root;

    @TempDir
    Path spool;

    @Test
    void shouldCountObjectsByPrefixClassAgeAndSize() throws Exception {
        put().csv("1.csv.gz", ROWS);

        ReportReader.Result result = read();

        assertThat(result.isWhole()).isTrue();
        assertThat(result.rows()).isEqualTo(7);
        assertThat(result.signals())
                .extracting(Signal::getResource)
                .containsExactly(
                        "arn:aws:s3:::data-lake/",
                        "arn:aws:s3:::data-lake/café 1/",
                        "arn:aws:s3:::data-lake/training-data/");
        assertThat(size(result, "training-data/"))
                .isEqualTo(PrefixSize.newBuilder()
                        .setPrefix("training-data/")
                        .setObjects(4)
                        .setBytes(10 + 131_072 + 131_071 + 7)
                        .addAllAgeDays(List.of(3, 30, 60, 1095))
                        .addAllAgeBytes(List.of(10L, 131_071L, 131_072L, 7L))
                        .addStored(StoredObjects.newBuilder()
                                .setStorageClass("STANDARD")
                                .addAllAgeDays(List.of(3, 30, 60))
                                .addAllSizeBits(List.of(4, 17, 18))
                                .addAllObjects(List.of(1L, 1L, 1L))
                                .addAllBytes(List.of(10L, 131_071L, 131_072L)))
                        .addStored(StoredObjects.newBuilder()
                                .setStorageClass("STANDARD_IA")
                                .setNoncurrent(true)
                                .addAgeDays(1095)
                                .addSizeBits(3)
                                .addObjects(1)
                                .addBytes(7))
                        .setDeleteMarkers(1)
                        // printf 'training-data/a b+.bin' | sha256sum, and so on
                        .addAllSampledKeys(List.of(0x2b5d6e52295cd11fL, 0xa7176a7a9f0f7bbeL, 0xd7975929ed0d1cbdL))
                        .addAllSampledWritten(List.of(
                                Instant.parse("2026-09-02T01:00:00Z").toEpochMilli(),
                                Instant.parse("2026-10-01T00:00:00Z").toEpochMilli(),
                                Instant.parse("2026-09-02T01:00:00.001Z").toEpochMilli()))
                        .setSampledAll(true)
                        .build());
        assertThat(size(result, "café 1/").getStored(0).getStorageClass()).isEqualTo("UNKNOWN");
        assertThat(size(result, "café 1/").getStored(0).getSizeBitsList()).containsExactly(0);
        assertThat(size(result, "").getStored(0).getStorageClass()).isEqualTo("GLACIER");
    }

    @Test
    void shouldTellWhenAndWhereItWasSeen() throws Exception {
        put().csv("1.csv.gz", ONE);

        assertThat(read().signals()).singleElement().satisfies(signal -> {
            assertThat(Instant.ofEpochMilli(signal.getObservedAt())).isEqualTo(CREATED);
            assertThat(signal.getSource()).isEqualTo("inventory-reports");
            assertThat(signal.getAccount()).isEqualTo("123456789012");
            assertThat(signal.getRegion()).isEqualTo("eu-west-3");
            assertThat(signal.getPlace().getName()).isEqualTo("data-lake/daily/" + TIME + "/manifest.json");
        });
    }

    @Test
    void shouldReadTheSameOfParquet() throws Exception {
        put().csv("1.csv.gz", ROWS);
        List<Signal> text = read().signals();
        files = new ReportFolder(root, TIME).data("1.parquet", parquet());
        schema = SCHEMA.toString().replace("\n", " ");
        format = "Parquet";

        assertThat(read().signals()).isEqualTo(text);
        assertThat(spool).isEmptyDirectory();
    }

    /** In the signal of the longest prefix that contains them. */
    @Test
    void shouldReportTheRunsWithCheckpoints() throws Exception {
        put().csv(
                        "1.csv.gz",
                        row("out/run-1/checkpoint-5/a", "true", "false", "10", "2026-09-02T01:00:00.000Z", "STANDARD")
                                + row(
                                        "out/run-1/checkpoint-5/b",
                                        "true",
                                        "false",
                                        "2",
                                        "2026-09-03T01:00:00.000Z",
                                        "GLACIER")
                                + row(
                                        "out/run-1/checkpoint-9/a",
                                        "true",
                                        "false",
                                        "5",
                                        "2026-09-04T01:00:00.000Z",
                                        "STANDARD")
                                + row("out/run-1/notes", "true", "false", "7", "2026-09-09T01:00:00.000Z", "STANDARD")
                                + row("checkpoint-1.pt", "true", "false", "1", "2026-09-02T01:00:00.000Z", "STANDARD")
                                + row("checkpoint-2.pt", "true", "false", "1", "2026-09-02T01:00:00.000Z", "STANDARD"));

        ReportReader.Result result = read();

        assertThat(size(result, "").getRunsList())
                .extracting(CheckpointRun::getPath)
                .containsExactly("");
        assertThat(size(result, "out/run-1/").getRunsList()).singleElement().satisfies(run -> {
            assertThat(run.getPath()).isEqualTo("out/run-1/");
            assertThat(run.getObjects()).isEqualTo(3);
            assertThat(run.getBytes()).isEqualTo(17);
            assertThat(Instant.ofEpochMilli(run.getWritten())).isEqualTo("2026-09-04T01:00:00Z");
            assertThat(run.getCheckpointsList())
                    .extracting(Checkpoint::getName)
                    .containsExactly("checkpoint-5/", "checkpoint-9/");
        });
        assertThat(result.signals().stream()
                        .mapToInt(signal -> signal.getInventory().getPrefixes(0).getRunsCount())
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void shouldAddUpOverFiles() throws Exception {
        put().csv("1.csv.gz", ONE).csv("2.csv.gz", ONE);

        assertThat(size(read(), "training-data/").getObjects()).isEqualTo(2);
    }

    @Test
    void shouldCountAFileOnceThatIsNamedTwice() throws Exception {
        put().csv("1.csv.gz", ONE).csv("1.csv.gz", ONE);

        assertThat(size(read(), "training-data/").getObjects()).isEqualTo(1);
    }

    /** Then nothing is known of them, which is not none. */
    @Test
    void shouldNotTellOfDeleteMarkersWhereOnlyCurrentVersionsWereListed() throws Exception {
        put().csv("1.csv.gz", "\"data-lake\",\"a/b\",\"1\",\"2026-10-01T00:00:00.000Z\",\"STANDARD\"\n");
        schema = "Bucket, Key, Size, LastModifiedDate, StorageClass";

        PrefixSize size = size(read(), "a/");

        assertThat(size.hasDeleteMarkers()).isFalse();
        assertThat(size.getStored(0).getNoncurrent()).isFalse();
        assertThat(size.getObjects()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CSV", "Parquet"})
    void shouldReportBadRowsWithTheirPlaceAndCountTheOthers(String form) throws Exception {
        put(
                form,
                List.of(
                        cells("training-data/a", "10", DAY, "STANDARD"),
                        cells("a", "", DAY, "STANDARD"),
                        cells("a", "1", "", "STANDARD"),
                        cells("a", "-1", DAY, "STANDARD"),
                        cells("a", "1", DAY, ""),
                        cells("", "1", DAY, "STANDARD"),
                        cells("training-data/b", "10", DAY, "STANDARD")));

        ReportReader.Result result = read();

        assertThat(result.usable()).isTrue();
        assertThat(result.isWhole()).isFalse();
        assertThat(result.rows()).isEqualTo(7);
        assertThat(result.signals()).hasSize(1);
        assertThat(size(result, "training-data/").getObjects()).isEqualTo(2);
        assertThat(size(result, "training-data/").getSampledKeysCount()).isEqualTo(2);
        assertThat(letters(result)).extracting(DeadLetter::offset).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(letters(result)).extracting(DeadLetter::place).containsOnly(place(form));
        assertThat(letters(result)).extracting(DeadLetter::head).containsOnly("");
    }

    @Test
    void shouldReportRowsOfTextThatIsNotARow() throws Exception {
        put().csv(
                        "1.csv.gz",
                        ONE
                                + row("a", "true", "false", "x", "2026-10-01T00:00:00.000Z", "STANDARD")
                                + row("a", "true", "false", "1", "yesterday", "STANDARD")
                                + row("a", "true", "false", "1", "+999999999-01-01T00:00:00Z", "STANDARD")
                                + "\"data-lake\",\"a\"\n"
                                + row("%zz", "true", "false", "1", "2026-10-01T00:00:00.000Z", "STANDARD")
                                + ONE);

        ReportReader.Result result = read();

        assertThat(result.rows()).isEqualTo(7);
        assertThat(size(result, "training-data/").getObjects()).isEqualTo(2);
        assertThat(result.signals()).hasSize(1);
        assertThat(letters(result)).extracting(DeadLetter::offset).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(letters(result)).extracting(DeadLetter::place).containsOnly(place("CSV"));
    }

    /** The manifest names the column, but a file does not have it. */
    @ParameterizedTest
    @ValueSource(strings = {"CSV", "Parquet"})
    void shouldReportTheRowsOfAFileWithoutANeededColumnAndCountThoseOfTheOthers(String form) throws Exception {
        put(form, List.of(cells("training-data/a", "10", DAY, "STANDARD")));
        if (form.equals("CSV")) {
            files.csv("2.csv.gz", "\"data-lake\",\"a\",\"v\",\"true\",\"false\",\"1\",\"" + DAY + "\",\"e\"\n");
        } else {
            List<Type> fewer = SCHEMA.getFields().subList(0, SCHEMA.getFieldCount() - 1);
            files.data(
                    "2.parquet",
                    parquet(new MessageType("s3.inventory", fewer), List.of(cells("a", "1", DAY, "STANDARD"))));
        }

        ReportReader.Result result = read();

        assertThat(result.isWhole()).isFalse();
        assertThat(size(result, "training-data/").getObjects()).isEqualTo(1);
        assertThat(letters(result)).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo(place(form).replace("1.", "2."));
            assertThat(letter.offset()).isZero();
        });
    }

    /** As the signals of reads have it, by which an object is found in the sample. */
    @ParameterizedTest
    @ValueSource(strings = {"a b", "a+b", "100%", "a%20b", "dir/a/b", "café/日本.bin", "q\"uote\\", "tab\t", "😀/x"})
    void shouldHashTheKeyThatReadsHave(String key) throws Exception {
        put("CSV", List.of(cells(key, "10", DAY, "STANDARD")));
        List<PrefixSize> ofText = sizes(read());
        put("Parquet", List.of(cells(key, "10", DAY, "STANDARD")));
        List<PrefixSize> ofParquet = sizes(read());
        String event = """
                {"eventVersion":"1.09","eventTime":"2026-03-01T12:00:00Z","eventSource":"s3.amazonaws.com",\
                "eventName":"GetObject","awsRegion":"us-east-1","eventID":"e1","recipientAccountId":"111122223333",\
                "requestParameters":{"bucketName":"data-lake","key":%s},\
                "additionalEventData":{"bytesTransferredOut":10}}""".formatted(Json.text(key));
        List<Signal> reads =
                Trail.reading(event.getBytes(StandardCharsets.UTF_8), "trail").signals();
        String escaped = event.replace("/", "\\/").replace("é", "\\u00e9");
        List<Signal> readsOfEscaped =
                Trail.reading(escaped.getBytes(StandardCharsets.UTF_8), "trail").signals();

        long hash = reads.get(0).getAccess().getObjects(0).getKeyHash();

        assertThat(ofText).isEqualTo(ofParquet);
        assertThat(ofText)
                .filteredOn(size -> size.getObjects() > 0)
                .singleElement()
                .extracting(PrefixSize::getSampledKeysList)
                .isEqualTo(List.of(hash));
        assertThat(readsOfEscaped.get(0).getAccess().getObjects(0).getKeyHash()).isEqualTo(hash);
    }

    @Test
    void shouldTellOfSomeBadRowsAndCountTheOthers() throws Exception {
        put().csv("1.csv.gz", "\"a\"\n".repeat(250));

        assertThat(letters(read())).hasSize(FileDeadLetterCollector.REPORTED_PER_FILE + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CSV", "Parquet"})
    void shouldNotUseAReportOfWhichAFileIsNotThatOfTheManifest(String form) throws Exception {
        put(form, List.of(cells("training-data/b", "10", DAY, "STANDARD")));
        ReportFolder ofManifest = files;
        put(form, List.of(cells("training-data/a", "10", DAY, "STANDARD")));
        files = ofManifest;

        ReportReader.Result result = read();

        assertThat(result.usable()).isFalse();
        assertThat(result.signals()).isEmpty();
        assertThat(letters(result)).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo(place(form));
            assertThat(letter.offset()).isEqualTo(-1);
            assertThat(letter.reason()).contains("MD5");
        });
    }

    @ParameterizedTest
    @CsvSource({"1.csv.gz, CSV", "1.parquet, Parquet"})
    void shouldNotUseAReportOfWhichAFileIsBroken(String name, String form) throws Exception {
        byte[] whole = form.equals("CSV") ? Bytes.gzip(ROWS.getBytes(StandardCharsets.UTF_8)) : parquet();
        put().data(name, Arrays.copyOf(whole, whole.length - 12));
        format = form;
        schema = form.equals("CSV") ? schema : SCHEMA.toString().replace("\n", " ");

        ReportReader.Result result = read();

        assertThat(result.signals()).isEmpty();
        assertThat(letters(result))
                .singleElement()
                .extracting(DeadLetter::reason)
                .asString()
                .contains("complete");
        assertThat(spool).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ORC | struct<bucket:string,key:string> | reports in ORC are not read: set the inventory's output format to CSV or Parquet",
                "XML | Bucket, Key | the format XML is not known: neither CSV nor Parquet",
                "CSV | Bucket, Key, Size | the report has no LastModifiedDate, StorageClass: add that to the fields of the inventory",
                "Parquet | message s3.inventory { required binary key (UTF8); optional int64 size; optional int64 last_modified_date"
                        + " (TIMESTAMP(MILLIS,true));} | the report has no StorageClass: add that to the fields of the inventory"
            })
    void shouldSayWhyAReportIsNotRead(String form, String columns, String reason) throws Exception {
        put();
        format = form;
        schema = columns;

        assertThatThrownBy(this::read).isInstanceOf(InvalidInputException.class).hasMessage(reason);
    }

    @Test
    void shouldNotReadAManifestThatIsNotWhole() throws Exception {
        put().csv("1.csv.gz", ONE);
        files.manifest(CREATED, format, schema);
        files.checksum();
        files.manifest(CREATED.plusSeconds(1), format, schema);

        assertThatThrownBy(() -> reader().manifest(only()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("manifest.checksum");
    }

    @Test
    void shouldReadNoFileThatWasNotListed() throws Exception {
        put().named("../../../../../../etc/passwd", "0".repeat(32));

        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("not listed");
    }

    private ReportFolder files;
    private String format = "CSV";
    private String schema = ReportFolder.ALL_VERSIONS;

    private ReportFolder put() {
        files = new ReportFolder(root, TIME);
        return files;
    }

    private ReportReader.Result read() throws Exception {
        files.manifest(CREATED, format, schema);
        files.checksum();
        ReportManifest manifest = reader().manifest(only());
        ReportFileLocator listed = new ReportFileLocator(store().list());
        Map<ReportManifest.DataFile, StoredFile> found = new HashMap<>();
        for (ReportManifest.DataFile file : manifest.files()) {
            listed.find(file.key(), only()).ifPresent(stored -> found.put(file, stored));
        }
        return reader().read(only(), manifest, found);
    }

    private InventoryReport only() throws IOException {
        List<InventoryReport> reports = InventoryReport.findAll(store().list());
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }

    private ReportReader reader() {
        ReportReader.SignalMapper signals =
                new ReportReader.SignalMapper("inventory-reports", "123456789012", "eu-west-3");
        CheckpointKeyParser.Words words = new CheckpointKeyParser.Words(List.of("checkpoint"), List.of("step"));
        return new ReportReader(store(), spool, 10, words, signals);
    }

    private FolderFileStore store() {
        return new FolderFileStore(root, InventoryReport::isReportFile);
    }

    private static PrefixSize size(ReportReader.Result result, String prefix) {
        List<PrefixSize> sizes = result.signals().stream()
                .flatMap(signal -> signal.getInventory().getPrefixesList().stream())
                .filter(size -> size.getPrefix().equals(prefix))
                .toList();
        assertThat(sizes).hasSize(1);
        return sizes.get(0);
    }

    private static List<PrefixSize> sizes(ReportReader.Result result) {
        return result.signals().stream()
                .flatMap(signal -> signal.getInventory().getPrefixesList().stream())
                .toList();
    }

    private static List<DeadLetter> letters(ReportReader.Result result) {
        return result.faults().deadLetters();
    }

    private static String row(
            String key, String latest, String marker, String size, String modified, String storageClass) {
        return String.join(
                        ",",
                        List.of("data-lake", key, "v", latest, marker, size, modified, "etag", storageClass).stream()
                                .map(cell -> '"' + cell + '"')
                                .toList())
                + "\n";
    }

    /** A report with one file of current versions. */
    private void put(String form, List<List<String>> rows) throws IOException {
        put();
        format = form;
        if (form.equals("CSV")) {
            schema = ReportFolder.ALL_VERSIONS;
            files.csv(
                    "1.csv.gz",
                    rows.stream()
                            .map(cells -> row(
                                    URLEncoder.encode(cells.get(0), StandardCharsets.UTF_8),
                                    "true",
                                    "false",
                                    cells.get(1),
                                    cells.get(2),
                                    cells.get(3)))
                            .collect(Collectors.joining()));
        } else {
            schema = SCHEMA.toString().replace("\n", " ");
            files.data("1.parquet", parquet(SCHEMA, rows));
        }
    }

    private static String place(String form) {
        return "data-lake/daily/data/1." + (form.equals("CSV") ? "csv.gz" : "parquet");
    }

    /** Key, size, time and class of a current version; an empty text is no value. */
    private static List<String> cells(String key, String size, String modified, String storageClass) {
        return List.of(key, size, modified, storageClass);
    }

    private static byte[] parquet(MessageType columns, List<List<String>> rows) throws IOException {
        return written(file -> {
            try (ParquetWriter<List<String>> writer = ParquetWriter.writeFile(columns, file.toFile(), (row, values) -> {
                values.write("bucket", "data-lake");
                values.write("key", row.get(0));
                values.write("is_latest", true);
                values.write("is_delete_marker", false);
                if (!row.get(1).isEmpty()) {
                    values.write("size", Long.parseLong(row.get(1)));
                }
                if (!row.get(2).isEmpty()) {
                    values.write("last_modified_date", Instant.parse(row.get(2)).toEpochMilli());
                }
                if (!row.get(3).isEmpty() && columns.containsField("storage_class")) {
                    values.write("storage_class", row.get(3));
                }
            })) {
                for (List<String> row : rows) {
                    writer.write(row);
                }
            }
        });
    }

    /** The same objects; keys are as they are there. */
    private static byte[] parquet() throws IOException {
        return written(ReportReaderTest::write);
    }

    private interface Writing {
        void write(Path file) throws IOException;
    }

    private static byte[] written(Writing writing) throws IOException {
        Path file = Files.createTempFile("report", ".parquet");
        Files.delete(file);
        try {
            writing.write(file);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    private static void write(Path file) throws IOException {
        List<List<Object>> rows = List.of(
                List.of("training-data/a", true, false, 10L, "2026-10-01T00:00:00.000Z", "STANDARD"),
                List.of("training-data/a b+.bin", true, false, 131_072L, "2026-09-02T01:00:00.000Z", "STANDARD"),
                List.of("training-data/c", true, false, 131_071L, "2026-09-02T01:00:00.001Z", "STANDARD"),
                List.of("training-data/c", false, false, 7L, "2024-01-01T00:00:00.000Z", "STANDARD_IA"),
                List.of("training-data/d", true, true, "", "2026-09-02T01:00:00.000Z", ""),
                List.of("café 1/x", true, false, 0L, "2026-10-02T02:00:00.000Z", "LATER_CLASS"),
                List.of("README", true, false, 5L, "2026-10-01T00:00:00.000Z", "GLACIER"));
        try (ParquetWriter<List<Object>> writer = ParquetWriter.writeFile(SCHEMA, file.toFile(), (row, values) -> {
            values.write("bucket", "data-lake");
            values.write("key", row.get(0));
            values.write("is_latest", row.get(1));
            values.write("is_delete_marker", row.get(2));
            if (row.get(3) instanceof Long size) {
                values.write("size", size);
                values.write("storage_class", row.get(5));
            }
            values.write(
                    "last_modified_date", Instant.parse((String) row.get(4)).toEpochMilli());
        })) {
            for (List<Object> row : rows) {
                writer.write(row);
            }
        }
    }

    private static Type text(String name) {
        return Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }
}
