package dev.gleaner.collector.source.flowlog;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Reads the Parquet form; only the columns that somebody reads. */
final class FlowParquet {

    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    private FlowParquet() {}

    static boolean isIn(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Hands over every row; throws {@link Malformed} where a group of rows can't be read, after the groups before. */
    static void read(byte[] bytes, Consumer<FlowRow> rows) throws Malformed {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .build();
        try (ParquetFileReader reader = ParquetFileReader.open(new ParquetBytes(bytes), options)) {
            MessageType file = reader.getFooter().getFileMetaData().getSchema();
            MessageType read = columns(file);
            reader.setRequestedSchema(read);
            long number = 0;
            for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
                number = read(group, new ColumnIOFactory().getColumnIO(read, file), number, rows);
            }
        } catch (IOException | RuntimeException e) {
            // What Parquet's reader meets in broken bytes comes as exceptions of any kind.
            throw new Malformed("the file is not whole Parquet, or packed otherwise than by gzip or Snappy");
        }
    }

    private static long read(PageReadStore group, MessageColumnIO columns, long first, Consumer<FlowRow> rows) {
        RecordReader<Group> records = columns.getRecordReader(group, new GroupRecordConverter(columns.getType()));
        for (long i = 0; i < group.getRowCount(); i++) {
            rows.accept(new FlowRow(first + i, values(records.read())));
        }
        return first + group.getRowCount();
    }

    private static Function<FlowField, String> values(Group record) {
        Map<FlowField, String> values = new EnumMap<>(FlowField.class);
        for (FlowField field : FlowField.values()) {
            boolean there = record.getType().containsField(field.column())
                    && record.getFieldRepetitionCount(field.column()) > 0;
            values.put(field, there ? record.getValueToString(record.getType().getFieldIndex(field.column()), 0) : "");
        }
        return field -> values.getOrDefault(field, "");
    }

    private static MessageType columns(MessageType file) {
        return new MessageType(
                file.getName(),
                Arrays.stream(FlowField.values())
                        .map(FlowField::column)
                        .filter(file::containsField)
                        .map(file::getType)
                        .toList());
    }
}
