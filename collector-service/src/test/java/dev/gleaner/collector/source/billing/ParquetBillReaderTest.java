package dev.gleaner.collector.source.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.topic.DeadLetter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetBillReaderTest {

    private static final long FROM = Instant.parse("2026-10-02T00:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    private static final String CUR = """
            message bill {
              optional binary bill_payer_account_id (STRING);
              optional int64 bill_billing_period_start_date (TIMESTAMP(MILLIS,true));
              optional binary line_item_usage_account_id (STRING);
              optional binary line_item_line_item_type (STRING);
              optional int64 line_item_usage_start_date (TIMESTAMP(MILLIS,true));
              optional int64 line_item_usage_end_date (TIMESTAMP(MILLIS,true));
              optional binary line_item_product_code (STRING);
              optional binary line_item_usage_type (STRING);
              optional binary line_item_resource_id (STRING);
              optional binary line_item_currency_code (STRING);
              optional binary product_region_code (STRING);
              optional %s line_item_unblended_cost%s;
              optional group resource_tags (MAP) {
                repeated group key_value {
                  required binary key (STRING);
                  optional binary value (STRING);
                }
              }
            }
            """;

    @TempDir
    Path spool;

    @TempDir
    Path folder;

    @Test
    void shouldReadTimesAndTheDecimalsThatCostsStandFor() throws Exception {
        Bills bills = Bills.read(spool, file(10));

        assertThat(bills.report().deadLetters()).isEmpty();
        assertThat(bills.report().lines()).isEqualTo(10);
        assertThat(bills.signals())
                .extracting(Signal::getResource)
                .containsExactly("arn:aws:ec2:us-east-1:012345678901:volume/vol-0a1b2c3d4e5f60718");
        // By binary fractions it would be 0.9999999999999999.
        assertThat(bills.only().getBilled()).isEqualTo("1");
        assertThat(bills.only().getService()).isEqualTo("AmazonEC2");
        assertThat(bills.only().getUsageType()).isEqualTo("EBS:VolumeUsage.gp3");
        assertThat(bills.only().getFrom()).isEqualTo(FROM);
        assertThat(bills.only().getUntil()).isEqualTo(FROM + DAY);
        assertThat(bills.statement().getBill()).isEqualTo("999988887777 2026-10-01");
        assertThat(spool).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void shouldTellOfAFileThatIsNotWhole(int magic) throws Exception {
        byte[] file = file(1000);

        Bills bills = Bills.read(spool, Arrays.copyOf(file, file.length - 10 + magic));

        assertThat(bills.signals()).isEmpty();
        assertThat(bills.report().deadLetters())
                .singleElement()
                .extracting(DeadLetter::reason)
                .asString()
                .contains("not complete Parquet");
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void shouldPublishNothingIfAPageIsDamaged() throws Exception {
        byte[] file = file(1000);
        Arrays.fill(file, 4, file.length / 2, (byte) 0x5a);

        Bills bills = Bills.read(spool, file);

        assertThat(bills.signals()).isEmpty();
        assertThat(bills.report().deadLetters()).hasSize(1);
    }

    @Test
    void shouldPublishNothingWithoutARequiredColumn() throws Exception {
        MessageType schema = MessageTypeParser.parseMessageType(
                CUR.formatted("double", "").replace("line_item_usage_end_date", "end"));
        byte[] file = write(schema, true, 1, (row, group) -> group.append("line_item_unblended_cost", 1.0));

        assertThat(Bills.read(spool, file).report().deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("there is no column line_item_usage_end_date");
    }

    @Test
    void shouldTakeAListForNoColumn() throws Exception {
        MessageType schema = MessageTypeParser.parseMessageType(CUR.formatted("double", "")
                .replace("optional binary line_item_product_code", "repeated binary line_item_product_code"));
        byte[] file = write(schema, true, 1, (row, group) -> line(group).append("line_item_unblended_cost", 1.0));

        assertThat(Bills.read(spool, file).report().deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("there is no column line_item_product_code");
    }

    /** In dictionaries, and, if they are too small, plainly. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadTagsThatAreAMap(boolean dictionaries) throws Exception {
        List<Map<String, String>> tags = List.of(
                Map.of("user_team", "search", "user_name", "a"),
                Map.of(),
                Map.of("user_team", "ads", "user_cost_center", "42"),
                Map.of("user_name", "b"),
                Map.of("user_team", "search", "user_name", "c"),
                Map.of("user_name", "d", "user_team", "ads"));
        byte[] file = write(schema("double", ""), dictionaries, 6, (row, group) -> {
            line(group).append("line_item_unblended_cost", 1.0);
            if (!tags.get(row).isEmpty()) {
                Group map = group.addGroup("resource_tags");
                tags.get(row)
                        .forEach((key, value) ->
                                map.addGroup("key_value").append("key", key).append("value", value));
            }
        });

        for (int inMemory : new int[] {1, 1000}) {
            Bills bills = Bills.read(spool, inMemory, file);

            assertThat(bills.signals()).singleElement().satisfies(signal -> {
                assertThat(signal.getBilledCharges().getChargesList())
                        .extracting(charge -> charge.getTags() == 0
                                ? Map.of()
                                : signal.getBilledCharges()
                                        .getTags(charge.getTags() - 1)
                                        .getTagsMap())
                        .containsExactly(
                                Map.of(),
                                Map.of("cost-center", "42", "team", "ads"),
                                Map.of("team", "ads"),
                                Map.of("team", "search"));
                assertThat(signal.getBilledCharges().getChargesList())
                        .extracting(BilledCharge::getBilled)
                        .containsExactly("2", "1", "1", "2");
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "double | ''",
                "float | ''",
                "int64 | ' (DECIMAL(18,4))'",
                "int32 | ' (DECIMAL(9,4))'",
                "fixed_len_byte_array(9) | ' (DECIMAL(20,4))'",
                "binary | ' (DECIMAL(20,4))'",
                "binary | ' (STRING)'"
            })
    void shouldReadAmountsOfAnyType(String type, String logical) throws Exception {
        for (boolean dictionaries : new boolean[] {true, false}) {
            byte[] file = write(schema(type, logical), dictionaries, 3, (row, group) -> {
                line(group);
                int value = row == 1 ? -2_5000 : 1_0001;
                switch (type) {
                    case "double" -> group.append("line_item_unblended_cost", value / 10_000.0);
                    case "float" -> group.append("line_item_unblended_cost", value / 10_000f);
                    case "int64" -> group.append("line_item_unblended_cost", (long) value);
                    case "int32" -> group.append("line_item_unblended_cost", value);
                    default ->
                        group.append(
                                "line_item_unblended_cost",
                                logical.contains("STRING")
                                        ? Binary.fromString(
                                                BigDecimal.valueOf(value, 4).toString())
                                        : Binary.fromConstantByteArray(ByteBuffer.allocate(9)
                                                .put((byte) (value < 0 ? -1 : 0))
                                                .putLong(value)
                                                .array()));
                }
            });

            assertThat(Bills.read(spool, file).only().getBilled()).isEqualTo("-0.4998");
        }
    }

    @Test
    void shouldTellOfAnAmountThatIsNoNumberByItsRow() throws Exception {
        byte[] file = write(
                schema("double", ""),
                true,
                3,
                (row, group) -> line(group).append("line_item_unblended_cost", row == 1 ? Double.NaN : 1.0));

        Bills bills = Bills.read(spool, file);

        assertThat(bills.only().getBilled()).isEqualTo("2");
        assertThat(bills.report().deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("row 1: line_item_unblended_cost is no amount");
    }

    @ParameterizedTest
    @CsvSource({"'int64 (TIMESTAMP(MICROS,true))'", "'int64 (TIMESTAMP(NANOS,true))'", "int96", "'binary (STRING)'"})
    void shouldReadTimesOfAnyType(String type) throws Exception {
        String[] parts = type.split(" ", 2);
        MessageType schema = MessageTypeParser.parseMessageType(CUR.formatted("double", "")
                .replace(
                        "int64 line_item_usage_start_date (TIMESTAMP(MILLIS,true))",
                        parts[0] + " line_item_usage_start_date" + (parts.length > 1 ? " " + parts[1] : "")));
        byte[] file = write(schema, true, 1, (row, group) -> {
            if (type.contains("MICROS")) {
                group.append("line_item_usage_start_date", FROM * 1000);
            } else if (type.contains("NANOS")) {
                group.append("line_item_usage_start_date", FROM * 1_000_000);
            } else if (type.equals("int96")) {
                group.append("line_item_usage_start_date", new NanoTime((int) (FROM / DAY) + 2_440_588, 0));
            } else {
                group.append("line_item_usage_start_date", "2026-10-02T00:00:00.000Z");
            }
            lineWithoutStart(group).append("line_item_unblended_cost", 1.0);
        });

        assertThat(Bills.read(spool, file).only().getFrom()).isEqualTo(FROM);
    }

    private byte[] file(int rows) throws Exception {
        return write(
                schema("double", ""), true, rows, (row, group) -> line(group).append("line_item_unblended_cost", 0.1));
    }

    private static MessageType schema(String type, String logical) {
        return MessageTypeParser.parseMessageType(CUR.formatted(type, logical));
    }

    private static Group line(Group group) {
        return lineWithoutStart(group.append("line_item_usage_start_date", FROM));
    }

    private static Group lineWithoutStart(Group group) {
        return group.append("bill_payer_account_id", "999988887777")
                .append(
                        "bill_billing_period_start_date",
                        Instant.parse("2026-10-01T00:00:00Z").toEpochMilli())
                .append("line_item_usage_account_id", "012345678901")
                .append("line_item_line_item_type", "Usage")
                .append("line_item_usage_end_date", FROM + HOUR)
                .append("line_item_product_code", "AmazonEC2")
                .append("line_item_usage_type", "EBS:VolumeUsage.gp3")
                .append("line_item_resource_id", "vol-0a1b2c3d4e5f60718")
                .append("line_item_currency_code", "USD")
                .append("product_region_code", "us-east-1");
    }

    private byte[] write(MessageType schema, boolean dictionaries, int rows, BiConsumer<Integer, Group> fill)
            throws Exception {
        Path file = folder.resolve("bill.parquet");
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withDictionaryEncoding(dictionaries)
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .build()) {
            for (int row = 0; row < rows; row++) {
                Group group = new SimpleGroup(schema);
                fill.accept(row, group);
                writer.write(group);
            }
        }
        return Files.readAllBytes(file);
    }
}
