package dev.gleaner.collector.source.inventory.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.Json;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a report is of, and which files it consists of.
 *
 * @param bucket that was listed
 * @param created when S3 began to list it
 * @param columns names in the order of a row
 */
record Manifest(String bucket, Instant created, Format format, List<String> columns, List<DataFile> files) {

    private static final String VERSION = "2016-11-30";
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9A-Z._-]{3,255}");
    private static final Pattern MILLISECONDS = Pattern.compile("\\d{1,14}");
    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

    /** Reads one that is whole. */
    static Manifest parse(byte[] bytes) throws InvalidInputException {
        JsonNode json = json(bytes);
        if (!json.path("version").asText().equals(VERSION)) {
            throw new InvalidInputException("the manifest's version is not " + VERSION);
        }
        Format format = Format.named(json.path("fileFormat").asText());
        List<String> columns = format.columns(json.path("fileSchema").asText());
        refuseWithoutNeeded(columns);
        return new Manifest(
                matching(json, "sourceBucket", BUCKET),
                Instant.ofEpochMilli(Long.parseLong(matching(json, "creationTimestamp", MILLISECONDS))),
                format,
                columns,
                files(json.path("files")));
    }

    /** Whether old versions and delete markers are listed too. */
    boolean hasVersions() {
        return columns.contains(name(Column.IS_LATEST)) && columns.contains(name(Column.IS_DELETE_MARKER));
    }

    private String name(Column column) {
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
        List<Column> there =
                columns.stream().flatMap(name -> Column.named(name).stream()).toList();
        String missing = Arrays.stream(Column.values())
                .filter(column -> column.isNeeded() && !there.contains(column))
                .map(Column::field)
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
        // One that is named twice holds its rows once.
        return files.stream().distinct().toList();
    }

    private static String matching(JsonNode json, String field, Pattern form) throws InvalidInputException {
        String text = json.path(field).asText();
        if (!form.matcher(text).matches()) {
            throw new InvalidInputException("the manifest's " + field + " is none");
        }
        return text;
    }
}
