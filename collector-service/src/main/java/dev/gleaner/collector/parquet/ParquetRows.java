package dev.gleaner.collector.parquet;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The rows of a file in Parquet, a group of them in memory at a time; of each only the columns that somebody reads. */
public final class ParquetRows {

    /** With what every file begins and ends. */
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    private static final ParquetReadOptions OPTIONS = ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ParquetCodecs())
            .build();

    private ParquetRows() {}

    /** Whether a file that begins so is one. */
    public static boolean areIn(byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * Hands over every row; throws {@link BrokenParquet} where a group of rows can't be read, after the groups before. What the
     * taker throws goes through.
     *
     * @param wanted names of columns; those that the file does not have are left out
     */
    public static void read(InputFile file, Set<String> wanted, Rows rows) throws BrokenParquet {
        try (Opened opened = opened(file, wanted)) {
            long number = 0;
            for (PageReadStore group = opened.next(); group != null; group = opened.next()) {
                RecordReader<Group> records = opened.records(group);
                for (long i = 0; i < group.getRowCount(); i++) {
                    rows.accept(number++, record(records));
                }
            }
        }
    }

    private static Opened opened(InputFile file, Set<String> wanted) throws BrokenParquet {
        try {
            return new Opened(file, wanted);
        } catch (IOException | RuntimeException e) {
            throw new BrokenParquet(e);
        }
    }

    private static Group record(RecordReader<Group> records) throws BrokenParquet {
        try {
            return records.read();
        } catch (RuntimeException e) {
            throw new BrokenParquet(e);
        }
    }

    /** A file of which some columns are read. What Parquet's reader meets in broken bytes comes as exceptions of any kind. */
    private static final class Opened implements AutoCloseable {

        private final ParquetFileReader reader;
        private final MessageColumnIO columns;

        Opened(InputFile file, Set<String> wanted) throws IOException {
            reader = ParquetFileReader.open(file, OPTIONS);
            MessageType all = reader.getFooter().getFileMetaData().getSchema();
            MessageType read = new MessageType(all.getName(), columns(all, wanted));
            reader.setRequestedSchema(read);
            columns = new ColumnIOFactory().getColumnIO(read, all);
        }

        private static List<Type> columns(MessageType file, Set<String> wanted) {
            return file.getFields().stream()
                    .filter(column -> wanted.contains(column.getName()))
                    .toList();
        }

        @Nullable
        PageReadStore next() throws BrokenParquet {
            try {
                return reader.readNextRowGroup();
            } catch (IOException | RuntimeException e) {
                throw new BrokenParquet(e);
            }
        }

        RecordReader<Group> records(PageReadStore group) throws BrokenParquet {
            try {
                return columns.getRecordReader(group, new GroupRecordConverter(columns.getType()));
            } catch (RuntimeException e) {
                throw new BrokenParquet(e);
            }
        }

        @Override
        public void close() throws BrokenParquet {
            try {
                reader.close();
            } catch (IOException e) {
                throw new BrokenParquet(e);
            }
        }
    }

    /** Takes rows, with the number of each, from 0. */
    public interface Rows {
        /** Takes one. */
        void accept(long number, Group row);
    }

    /** A file that can't be read to its end. */
    public static final class BrokenParquet extends Exception {
        private static final long serialVersionUID = 1;

        BrokenParquet(Throwable cause) {
            super("the file is not whole Parquet, or packed otherwise than by gzip or Snappy", cause);
        }
    }
}
