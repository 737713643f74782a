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

/** Reads the Parquet form. */
final class ParquetBillReader {

    private ParquetBillReader() {}

    /** Hands over every row; throws {@link InvalidInputException} where a group of rows can't be read, after the groups before. */
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

    /** As text would have it: decimals and times by what the file says of the numbers. */
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

    /** AWS writes costs as binary fractions here: the decimal that they stand for is the shortest that leads to them. */
    private static String shortest(double value) {
        return Double.isFinite(value) ? BigDecimal.valueOf(value).toString() : "not finite";
    }
}
