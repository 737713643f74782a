package dev.gleaner.collector.source.gpu.smi;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GpuRequestBodyReaderTest {

    private static final String TEXT = "timestamp, uuid\n2026/03/01 10:00:15.000, GPU-a1\n";

    @Test
    void shouldUnpackGzipThatNoHeaderNames() throws Exception {
        assertThat(read(Bytes.gzip(TEXT.getBytes(UTF_8)), null, 1000)).isEqualTo(TEXT);
        assertThat(read(Bytes.gzip(TEXT.getBytes(UTF_8)), "identity", 1000)).isEqualTo(TEXT);
        assertThat(read(Bytes.gzip(TEXT.getBytes(UTF_8)), "gzip", 1000)).isEqualTo(TEXT);
    }

    @Test
    void shouldReadUtf16ByItsByteOrderMark() throws Exception {
        assertThat(read(("\uFEFF" + TEXT).getBytes(UTF_16LE), null, 1000)).isEqualTo(TEXT);
        assertThat(read(("\uFEFF" + TEXT).getBytes(UTF_16BE), null, 1000)).isEqualTo(TEXT);
        assertThat(read(Bytes.gzip(("\uFEFF" + TEXT).getBytes(UTF_16LE)), "gzip", 1000))
                .isEqualTo(TEXT);
    }

    @Test
    void shouldTakeWhatIsShorterThanAnyMark() throws Exception {
        assertThat(read(new byte[0], null, 1000)).isEmpty();
        assertThat(read("a".getBytes(UTF_8), null, 1000)).isEqualTo("a");
    }

    @Test
    void shouldKeepTheLimitForWhatIsUnpackedWithoutBeingAsked() {
        byte[] packed = Bytes.gzip(new byte[1001]);

        assertThatThrownBy(() -> read(packed, null, 1000)).isInstanceOf(GpuRequestBodyReader.TooLarge.class);
    }

    @Test
    void shouldRefusePackedBytesThatAreNotWhole() {
        byte[] packed = Bytes.gzip(TEXT.getBytes(UTF_8));

        assertThatThrownBy(() -> read(Arrays.copyOf(packed, packed.length / 2), null, 1000))
                .isInstanceOf(IOException.class);
    }

    private static String read(byte[] bytes, String encoding, int limit) throws Exception {
        return new String(GpuRequestBodyReader.read(new ByteArrayInputStream(bytes), encoding, limit), UTF_8);
    }
}
