package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.ParquetRowReader;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Reads Parquet. */
final class ParquetReportReader {

    private static final Set<String> COLUMNS =
            Arrays.stream(ReportColumn.values()).map(ReportColumn::parquet).collect(Collectors.toUnmodifiableSet());

    private ParquetReportReader() {}

    /**
     * Passes every row on; throws {@link InvalidInputException} if a row group can't be read, after the row groups
     * before it.
     */
    static void read(Path file, ReportRowCollector rows) throws IOException, InvalidInputException {
        try {
            ParquetRowReader.read(new LocalInputFile(file), COLUMNS, (number, row) -> rows.take(new ParquetRow(row)));
        } catch (ParquetRowReader.BrokenParquet e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()));
        }
    }

    /** Values of a Parquet row. */
    record ParquetRow(Group row) implements ReportRowCollector.Row {

        @Override
        public String text(ReportColumn column) {
            return isThere(column) ? row.getValueToString(index(column), 0) : "";
        }

        @Override
        public long number(ReportColumn column) throws InvalidInputException {
            if (!isThere(column) || !isLong(column)) {
                throw new InvalidInputException(column.field() + " is no number");
            }
            return row.getLong(index(column), 0);
        }

        @Override
        public Instant time(ReportColumn column) throws InvalidInputException {
            if (!isThere(column) || !isLong(column)) {
                throw new InvalidInputException(column.field() + " is no time");
            }
            return Instant.EPOCH.plus(row.getLong(index(column), 0), unit(type(column)));
        }

        /** S3 writes milliseconds. */
        private static ChronoUnit unit(Type type) {
            TimeUnit unit = type.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp
                    ? timestamp.getUnit()
                    : TimeUnit.MILLIS;
            return switch (unit) {
                case MILLIS -> ChronoUnit.MILLIS;
                case MICROS -> ChronoUnit.MICROS;
                case NANOS -> ChronoUnit.NANOS;
            };
        }

        private boolean isThere(ReportColumn column) {
            return row.getType().containsField(column.parquet())
                    && type(column).isPrimitive()
                    && row.getFieldRepetitionCount(column.parquet()) > 0;
        }

        private boolean isLong(ReportColumn column) {
            return type(column).asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64;
        }

        private Type type(ReportColumn column) {
            return row.getType().getType(column.parquet());
        }

        private int index(ReportColumn column) {
            return row.getType().getFieldIndex(column.parquet());
        }
    }
}
