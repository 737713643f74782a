package dev.gleaner.collector.source.flowlog;

import static org.assertj.core.api.Assertions.assertThat;

import blue.strategic.parquet.ParquetWriter;
import dev.gleaner.contracts.signal.proto.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFlowReaderTest {

    private static final MessageType SCHEMA = new MessageType(
            "flow_log",
            text("account_id"),
            text("interface_id"),
            text("srcaddr"),
            text("dstaddr"),
            number("bytes"),
            number("start"),
            text("tcp_flags"),
            text("action"),
            text("log_status"));

    @TempDir
    Path folder;

    @Test
    void shouldReadTheColumnsThatAreRead() throws Exception {
        FlowSignalBatch gathered = Flows.read(Flows.listed(), file(10));

        assertThat(gathered.deadLetters()).isEmpty();
        assertThat(gathered.records()).isEqualTo(20);
        assertThat(gathered.skipped()).containsEntry("NODATA", 10);
        assertThat(gathered.signals())
                .singleElement()
                .extracting(Signal::getFlow)
                .satisfies(flow -> {
                    assertThat(flow.getDestinationClass()).isEqualTo("other-zone");
                    assertThat(flow.getBytes())
                            .isEqualTo(LongStream.range(0, 10).sum());
                });
    }

    @Test
    void shouldTellOfAFileThatIsNotWhole() throws Exception {
        byte[] file = file(1000);
        byte[] broken = file.clone();
        Arrays.fill(broken, 4, file.length / 2, (byte) 0x55);

        assertThat(Flows.read(Flows.listed(), Arrays.copyOf(file, file.length - 10))
                        .deadLetters())
                .hasSize(1);
        assertThat(Flows.read(Flows.listed(), broken).deadLetters()).hasSize(1);
        assertThat(Flows.read(Flows.listed(), broken).signals()).isEmpty();
    }

    private byte[] file(int rows) throws Exception {
        Path file = folder.resolve("flows.parquet");
        try (ParquetWriter<Integer> writer = ParquetWriter.writeFile(SCHEMA, file.toFile(), (row, values) -> {
            boolean empty = row % 2 == 1;
            values.write("account_id", "111122223333");
            values.write("interface_id", "eni-a");
            values.write("start", Flows.START);
            values.write("log_status", empty ? "NODATA" : "OK");
            if (!empty) {
                values.write("srcaddr", "10.0.1.5");
                values.write("dstaddr", "10.0.2.5");
                values.write("bytes", (long) (row / 2));
                values.write("action", "ACCEPT");
            }
        })) {
            for (int row = 0; row < 2 * rows; row++) {
                writer.write(row);
            }
        }
        return Files.readAllBytes(file);
    }

    private static org.apache.parquet.schema.Type text(String name) {
        return Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    private static org.apache.parquet.schema.Type number(String name) {
        return Types.optional(PrimitiveTypeName.INT64).named(name);
    }
}
