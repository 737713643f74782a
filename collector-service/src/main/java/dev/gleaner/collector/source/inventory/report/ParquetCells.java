package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.source.InvalidInputException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** The values of a row of Parquet. */
record ParquetCells(Group row) implements Cells {

    @Override
    public String text(Column column) {
        return isThere(column) ? row.getValueToString(index(column), 0) : "";
    }

    @Override
    public long number(Column column) throws InvalidInputException {
        if (!isThere(column) || !isLong(column)) {
            throw new InvalidInputException(column.field() + " is no number");
        }
        return row.getLong(index(column), 0);
    }

    @Override
    public Instant time(Column column) throws InvalidInputException {
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

    private boolean isThere(Column column) {
        return row.getType().containsField(column.parquet())
                && type(column).isPrimitive()
                && row.getFieldRepetitionCount(column.parquet()) > 0;
    }

    private boolean isLong(Column column) {
        return type(column).asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64;
    }

    private Type type(Column column) {
        return row.getType().getType(column.parquet());
    }

    private int index(Column column) {
        return row.getType().getFieldIndex(column.parquet());
    }
}
