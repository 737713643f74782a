package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.files.InMemoryParquetFile;
import dev.gleaner.collector.files.ParquetRowReader;
import dev.gleaner.collector.source.InvalidInputException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;

/** Reads Parquet. */
final class ParquetFlowReader {

    private static final Set<String> COLUMNS =
            Arrays.stream(FlowField.values()).map(FlowField::column).collect(Collectors.toUnmodifiableSet());

    private ParquetFlowReader() {}

    static boolean isIn(byte[] bytes) {
        return ParquetRowReader.isParquet(bytes);
    }

    /**
     * Passes every row on; throws {@link InvalidInputException} if a row group can't be read, after the row groups
     * before it.
     */
    static void read(byte[] bytes, Consumer<FlowRow> rows) throws InvalidInputException {
        try {
            ParquetRowReader.read(
                    new InMemoryParquetFile(bytes),
                    COLUMNS,
                    (number, record) -> rows.accept(new FlowRow(number, values(record))));
        } catch (ParquetRowReader.BrokenParquet e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()));
        }
    }

    private static Function<FlowField, String> values(Group record) {
        Map<FlowField, String> values = new EnumMap<>(FlowField.class);
        for (FlowField field : FlowField.values()) {
            values.put(field, value(record, field.column()));
        }
        return field -> values.getOrDefault(field, "");
    }

    /** Text files have {@link FlowRow#NONE} where Parquet has no value. */
    private static String value(Group record, String column) {
        if (!record.getType().containsField(column)) {
            return "";
        }
        return record.getFieldRepetitionCount(column) > 0
                ? record.getValueToString(record.getType().getFieldIndex(column), 0)
                : FlowRow.NONE;
    }
}
