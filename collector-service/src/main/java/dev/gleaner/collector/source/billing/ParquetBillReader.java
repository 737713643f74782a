package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.files.ParquetRowReader;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads Parquet by columns: a cell is a number in the dictionary of the column, whose text is interpreted once, and no line makes
 * objects.
 */
final class ParquetBillReader {

    private final BillLineCollector lines;
    private final Map<String, ParquetCells.Cell> cells = new HashMap<>();
    private final @Nullable ParquetTags tags;

    private ParquetBillReader(BillLineCollector lines, Map<String, BillColumn> columns, MessageType schema) {
        this.lines = lines;
        ParquetTags map = null;
        for (Type type : schema.getFields()) {
            BillColumn column = Objects.requireNonNull(columns.get(type.getName()));
            if (type.isPrimitive()) {
                cells.put(type.getName(), ParquetCells.of(column, type.asPrimitiveType(), lines.line()));
            } else {
                map = new ParquetTags(type.asGroupType(), lines);
            }
        }
        this.tags = map;
    }

    /** Passes every line on; throws {@link InvalidInputException} if the file is damaged or no bill. */
    static void read(Path file, BillLineCollector lines) throws IOException, InvalidInputException {
        try (ParquetRowReader.RowGroups groups = ParquetRowReader.open(new LocalInputFile(file))) {
            MessageType all = groups.schema();
            List<String> usable = all.getFields().stream()
                    .filter(ParquetBillReader::isUsable)
                    .map(Type::getName)
                    .toList();
            BillFormat format = BillFormat.of(usable);
            Map<String, BillColumn> columns = format.columns(usable);
            MessageType wanted = new MessageType(
                    all.getName(),
                    all.getFields().stream()
                            .filter(type -> columns.containsKey(type.getName()))
                            .toList());
            groups.select(wanted);
            lines.setFormat(format);
            ParquetBillReader reader = new ParquetBillReader(lines, columns, wanted);
            for (PageReadStore group = groups.next(); group != null; group = groups.next()) {
                reader.read(group, wanted, groups.createdBy());
            }
        } catch (ParquetRowReader.BrokenParquet e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()));
        }
    }

    /** Cells are no lists; only tags may be a map. */
    private static boolean isUsable(Type type) {
        if (type.isPrimitive()) {
            return !type.isRepetition(Type.Repetition.REPEATED);
        }
        return ParquetTags.isMap(type)
                && Arrays.stream(BillFormat.values())
                        .anyMatch(format -> BillColumn.TAGS.in(format).equals(type.getName()));
    }

    private void read(PageReadStore group, MessageType schema, String createdBy) throws ParquetRowReader.BrokenParquet {
        try {
            ColumnReadStoreImpl store = new ColumnReadStoreImpl(group, new Root(schema), schema, createdBy);
            List<Column> columns = new ArrayList<>();
            for (Type type : schema.getFields()) {
                if (type.isPrimitive()) {
                    columns.add(new Column(
                            store.getColumnReader(schema.getColumnDescription(new String[] {type.getName()})),
                            schema.getMaxDefinitionLevel(type.getName())));
                }
            }
            if (tags != null) {
                tags.open(store, schema);
            }
            Column[] array = columns.toArray(new Column[0]);
            for (long row = 0; row < group.getRowCount(); row++) {
                read(array);
            }
        } catch (BillLineCollector.SpoolFailure e) {
            throw e;
        } catch (RuntimeException e) {
            // On corrupt bytes the Parquet library throws exceptions of any type.
            throw new ParquetRowReader.BrokenParquet(e);
        }
    }

    private void read(Column[] columns) {
        for (Column column : columns) {
            if (column.reader.getCurrentDefinitionLevel() == column.present) {
                column.reader.writeCurrentValueToConverter();
            }
            column.reader.consume();
        }
        if (tags != null) {
            tags.read();
        }
        if (lines.add(0)) {
            cells.values().forEach(ParquetCells.Cell::forget);
            if (tags != null) {
                tags.forget();
            }
        }
    }

    /**
     * A column of a row group.
     *
     * @param present the definition level of cells that are not absent
     */
    private record Column(ColumnReader reader, int present) {}

    /** Gives the library the cells of each column. */
    private final class Root extends GroupConverter {

        private final GroupType schema;

        Root(GroupType schema) {
            this.schema = schema;
        }

        @Override
        public Converter getConverter(int field) {
            String name = schema.getFieldName(field);
            PrimitiveConverter cell = cells.get(name);
            return cell != null ? cell : Objects.requireNonNull(tags).converter();
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
