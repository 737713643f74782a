package dev.gleaner.collector.source.inventory.report;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is read of a report, with its names in CSV and in Parquet. Source: Amazon S3 User Guide, "Amazon S3 Inventory list" and
 * "Locating your inventory list".
 */
enum ReportColumn {
    KEY("Key", "key", true),
    SIZE("Size", "size", true),
    MODIFIED("LastModifiedDate", "last_modified_date", true),
    STORAGE_CLASS("StorageClass", "storage_class", true),
    /** Only where an inventory is of all versions. */
    IS_LATEST("IsLatest", "is_latest", false),
    IS_DELETE_MARKER("IsDeleteMarker", "is_delete_marker", false);

    private final String field;
    private final String parquet;
    private final boolean needed;

    ReportColumn(String field, String parquet, boolean needed) {
        this.field = field;
        this.parquet = parquet;
        this.needed = needed;
    }

    /** The one of a name of either form; empty for one that is not read. */
    static Optional<ReportColumn> named(String name) {
        return Arrays.stream(values())
                .filter(column -> column.field.equals(name) || column.parquet.equals(name))
                .findFirst();
    }

    /** As the configuration of an inventory calls it. */
    String field() {
        return field;
    }

    /** As files in Parquet call it. */
    String parquet() {
        return parquet;
    }

    /** Whether nothing can be counted without it. */
    boolean isNeeded() {
        return needed;
    }
}
