package dev.gleaner.collector.source.inventory.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.Json;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Manifest of a report: its bucket, format and files.
 *
 * @param bucket that was listed
 * @param created start of the listing by S3
 * @param columns names in the order of a row
 */
record ReportManifest(String bucket, Instant created, Format format, List<String> columns, List<DataFile> files) {

    private static final String VERSION = "2016-11-30";
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9A-Z._-]{3,255}");
    private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,14}");
    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

    /** Parses a manifest whose checksum was verified. */
    static ReportManifest parse(byte[] bytes) throws InvalidInputException {
        JsonNode json = json(bytes);
        if (!json.path("version").asText().equals(VERSION)) {
            throw new InvalidInputException("the manifest's version is not " + VERSION);
        }
        Format format = Format.named(json.path("fileFormat").asText());
        List<String> columns = format.columns(json.path("fileSchema").asText());
        refuseWithoutNeeded(columns);
        return new ReportManifest(
                matching(json, "sourceBucket", BUCKET),
                Instant.ofEpochMilli(Long.parseLong(matching(json, "creationTimestamp", MILLISECONDS))),
                format,
                columns,
                files(json.path("files")));
    }

    /** Whether noncurrent versions and delete markers are listed, too. */
    boolean hasVersions() {
        return columns.contains(name(ReportColumn.IS_LATEST)) && columns.contains(name(ReportColumn.IS_DELETE_MARKER));
    }

    private String name(ReportColumn column) {
        return format == Format.CSV ? column.field() : column.parquet();
    }

    private static JsonNode json(byte[] bytes) throws InvalidInputException {
        try {
            return Json.read(bytes, JsonNode.class);
        } catch (UncheckedIOException e) {
            throw new InvalidInputException("the manifest is no JSON");
        }
    }

    private static void refuseWithoutNeeded(List<String> columns) throws InvalidInputException {
        List<ReportColumn> there = columns.stream()
                .flatMap(name -> ReportColumn.named(name).stream())
                .toList();
        String missing = Arrays.stream(ReportColumn.values())
                .filter(column -> column.isNeeded() && !there.contains(column))
                .map(ReportColumn::field)
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new InvalidInputException(
                    "the report has no " + missing + ": add that to the fields of the inventory");
        }
    }

    private static List<DataFile> files(JsonNode list) throws InvalidInputException {
        if (!list.isArray()) {
            throw new InvalidInputException("the manifest names no files");
        }
        List<DataFile> files = new ArrayList<>();
        for (JsonNode file : list) {
            files.add(new DataFile(file.path("key").asText(), matching(file, "MD5checksum", MD5)));
        }
        // A file that is named twice is read once.
        return files.stream().distinct().toList();
    }

    private static String matching(JsonNode json, String field, Pattern form) throws InvalidInputException {
        String text = json.path(field).asText();
        if (!form.matcher(text).matches()) {
            throw new InvalidInputException("the manifest's " + field + " is invalid");
        }
        return text;
    }

    /**
     * A file of a report.
     *
     * @param key of the object in the destination bucket
     * @param md5 checksum, 32 hexadecimal digits
     */
    record DataFile(String key, String md5) {}

    /** Format of a report's files. */
    enum Format {
        CSV {
            @Override
            List<String> columns(String schema) {
                return Arrays.stream(schema.split(",", -1)).map(String::strip).toList();
            }
        },
        PARQUET {
            @Override
            List<String> columns(String schema) {
                return FIELD.matcher(schema)
                        .results()
                        .map((MatchResult field) -> field.group(1))
                        .toList();
            }
        };

        private static final Pattern FIELD = Pattern.compile("(?:required|optional)\\s+\\w+\\s+(\\w+)");

        /** Names of the columns in order, from the schema of a manifest. */
        abstract List<String> columns(String schema);

        /** The format with this name in a manifest. */
        static Format named(String name) throws InvalidInputException {
            return switch (name.toUpperCase(Locale.ROOT)) {
                case "CSV" -> CSV;
                case "PARQUET" -> PARQUET;
                case "ORC" ->
                    throw new InvalidInputException(
                            "reports in ORC are not read: set the inventory's output format to CSV or Parquet");
                default ->
                    throw new InvalidInputException("the format " + name + " is not known: neither CSV nor Parquet");
            };
        }
    }
}
