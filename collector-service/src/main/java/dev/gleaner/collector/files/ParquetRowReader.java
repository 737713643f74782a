package dev.gleaner.collector.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/** Reads the rows of a Parquet file, one row group at a time, and of each row only the wanted columns. */
public final class ParquetRowReader {

    /** First and last bytes of every Parquet file. */
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    private static final ParquetReadOptions OPTIONS = ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new DecompressorFactory())
            .build();

    private ParquetRowReader() {}

    /** Whether a file with these first bytes is a Parquet file. */
    public static boolean isParquet(byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * Copies the stream to a temporary file and reads that, because Parquet is not read from front to back. The copy is
     * deleted before this method returns.
     */
    public static <E extends Exception> void readCopy(InputStream input, Path folder, FileReader<E> reader)
            throws IOException, E {
        Path copy = Files.createTempFile(folder, "gleaner-", ".parquet");
        try {
            Files.copy(input, copy, StandardCopyOption.REPLACE_EXISTING);
            reader.read(copy);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /**
     * Passes every row on; throws {@link BrokenParquet} if a row group can't be read, after the row groups before it.
     * Exceptions of the consumer are propagated.
     *
     * @param wanted names of columns; columns that the file does not have are left out
     */
    public static void read(InputFile file, Set<String> wanted, Rows rows) throws BrokenParquet {
        try (RowGroups groups = open(file)) {
            MessageColumnIO columns = groups.selectNamed(wanted);
            long number = 0;
            for (PageReadStore group = groups.next(); group != null; group = groups.next()) {
                RecordReader<Group> records = records(columns, group);
                for (long i = 0; i < group.getRowCount(); i++) {
                    rows.accept(number++, record(records));
                }
            }
        }
    }

    /** Opens a file to read columns of its row groups. */
    public static RowGroups open(InputFile file) throws BrokenParquet {
        try {
            return new RowGroups(ParquetFileReader.open(file, OPTIONS));
        } catch (IOException | RuntimeException e) {
            throw new BrokenParquet(e);
        }
    }

    private static RecordReader<Group> records(MessageColumnIO columns, PageReadStore group) throws BrokenParquet {
        try {
            return columns.getRecordReader(group, new GroupRecordConverter(columns.getType()));
        } catch (RuntimeException e) {
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

    /** The row groups of an open file, one after the other. On corrupt bytes the Parquet library throws exceptions of any type. */
    public static final class RowGroups implements AutoCloseable {

        private final ParquetFileReader reader;

        RowGroups(ParquetFileReader reader) {
            this.reader = reader;
        }

        /** The columns of the file. */
        public MessageType schema() {
            return reader.getFooter().getFileMetaData().getSchema();
        }

        /** Name and version of what wrote the file. */
        public String createdBy() {
            return String.valueOf(reader.getFooter().getFileMetaData().getCreatedBy());
        }

        /** Reads only these columns of the following row groups. */
        public void select(MessageType columns) {
            reader.setRequestedSchema(columns);
        }

        /** Reads only the columns with these names of the following row groups. */
        private MessageColumnIO selectNamed(Set<String> wanted) throws BrokenParquet {
            try {
                MessageType all = schema();
                MessageType read = new MessageType(
                        all.getName(),
                        all.getFields().stream()
                                .filter(column -> wanted.contains(column.getName()))
                                .toList());
                select(read);
                return new ColumnIOFactory().getColumnIO(read, all);
            } catch (RuntimeException e) {
                throw new BrokenParquet(e);
            }
        }

        /** The next row group; null if there is none. */
        public @Nullable PageReadStore next() throws BrokenParquet {
            try {
                return reader.readNextRowGroup();
            } catch (IOException | RuntimeException e) {
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

    /** Consumes rows with their numbers, from 0. */
    public interface Rows {
        void accept(long number, Group row);
    }

    /** A file that can't be read to its end. */
    public static final class BrokenParquet extends Exception {
        private static final long serialVersionUID = 1;

        /** A file in which the library failed. */
        public BrokenParquet(Throwable cause) {
            super("the file is not complete Parquet, or not compressed by gzip or Snappy", cause);
        }
    }

    /** Decompresses gzip, which AWS uses, and Snappy, which is common elsewhere, without the codecs of Hadoop. */
    static final class DecompressorFactory implements CompressionCodecFactory {

        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName name) {
            throw new UnsupportedOperationException("nothing is written here");
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
            return switch (name) {
                case UNCOMPRESSED -> new Unpacker((bytes, size) -> bytes);
                case GZIP -> new Unpacker(DecompressorFactory::gzip);
                case SNAPPY -> new Unpacker((bytes, size) -> Snappy.uncompress(bytes));
                default -> throw new UnsupportedOperationException("packed by " + name);
            };
        }

        @Override
        public void release() {}

        private static byte[] gzip(byte[] bytes, int size) throws IOException {
            try (InputStream input = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return input.readNBytes(size);
            }
        }

        /** Decompresses bytes to a known size. */
        private interface Unpacking {
            byte[] unpack(byte[] bytes, int size) throws IOException;
        }

        private record Unpacker(Unpacking unpacking) implements BytesInputDecompressor {

            @Override
            public BytesInput decompress(BytesInput bytes, int size) throws IOException {
                return BytesInput.from(unpacking.unpack(bytes.toByteArray(), size));
            }

            @Override
            public void decompress(ByteBuffer input, int packed, ByteBuffer output, int size) throws IOException {
                byte[] bytes = new byte[packed];
                input.get(bytes);
                output.put(unpacking.unpack(bytes, size));
            }

            @Override
            public void release() {}
        }
    }

    /** Reads a Parquet file on disk. */
    public interface FileReader<E extends Exception> {
        void read(Path file) throws IOException, E;
    }
}
