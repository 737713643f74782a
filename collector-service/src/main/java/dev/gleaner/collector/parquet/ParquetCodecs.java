package dev.gleaner.collector.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/** Unpacks what AWS packs by (gzip), and what its other services write (Snappy), without Hadoop's codecs. */
final class ParquetCodecs implements CompressionCodecFactory {

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        throw new UnsupportedOperationException("nothing is written here");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return switch (name) {
            case GZIP -> new Unpacker(ParquetCodecs::gzip);
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

    /** Unpacks bytes to so many. */
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
