package dev.gleaner.collector.source.inventory.report;

import dev.gleaner.collector.files.ParquetRowReader;
import dev.gleaner.collector.source.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.io.LocalInputFile;

/** Reads the Parquet form. */
final class ReportParquet {

    private static final Set<String> COLUMNS =
            Arrays.stream(Column.values()).map(Column::parquet).collect(Collectors.toUnmodifiableSet());

    private ReportParquet() {}

    /** Hands over every row; throws {@link InvalidInputException} where a group of rows can't be read, after the groups before. */
    static void read(Path file, ReportRows rows) throws IOException, InvalidInputException {
        try {
            ParquetRowReader.read(new LocalInputFile(file), COLUMNS, (number, row) -> rows.take(new ParquetCells(row)));
        } catch (ParquetRowReader.BrokenParquet e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()));
        }
    }
}
