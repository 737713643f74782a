package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.ParquetRowReader;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Reads Parquet. */
final class ParquetBillReader {

    private ParquetBillReader() {}

    /**
     * Passes every row on; throws {@link InvalidInputException} if a row group can't be read, after the row groups
     * before it.
     */
    static void read(Path file, BillRowCollector rows) throws IOException, InvalidInputException {
        try {
            ParquetRowReader.read(
                    new LocalInputFile(file),
                    BillRow.Column.NAMES,
                    (number, record) -> rows.add(new BillRow(number, "row " + number, values(record))));
        } catch (ParquetRowReader.BrokenParquet e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> values(Group record) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < record.getType().getFieldCount(); i++) {
            Type column = record.getType().getType(i);
            boolean there = column.isPrimitive() && record.getFieldRepetitionCount(i) > 0;
            values.put(column.getName(), there ? text(record, i, column.asPrimitiveType()) : "");
        }
        return values;
    }

    /** The value as text. Decimals and times are converted by their logical type. */
    private static String text(Group record, int column, PrimitiveType type) {
        return switch (type.getPrimitiveTypeName()) {
            case INT64 -> type.stringifier().stringify(record.getLong(column, 0));
            case INT32 -> type.stringifier().stringify(record.getInteger(column, 0));
            case BINARY, FIXED_LEN_BYTE_ARRAY ->
                type.getLogicalTypeAnnotation() instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation
                        ? type.stringifier().stringify(record.getBinary(column, 0))
                        : record.getBinary(column, 0).toStringUsingUTF8();
            case DOUBLE -> shortest(record.getDouble(column, 0));
            case FLOAT, BOOLEAN, INT96 -> record.getValueToString(column, 0);
        };
    }

    /**
     * AWS writes costs as binary fractions; the intended decimal is the shortest one that maps to the same fraction.
     */
    private static String shortest(double value) {
        return Double.isFinite(value) ? BigDecimal.valueOf(value).toString() : "not finite";
    }
}
