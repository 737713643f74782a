package dev.gleaner.collector.source.billing;

import static org.assertj.core.api.Assertions.assertThat;

import blue.strategic.parquet.ParquetWriter;
import dev.gleaner.contracts.topic.DeadLetter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetBillReaderTest {

    private static final long FROM = Instant.parse("2026-10-02T00:00:00Z").toEpochMilli();

    private static final MessageType SCHEMA = new MessageType(
            "bill",
            text("bill_payer_account_id"),
            time("bill_billing_period_start_date"),
            text("line_item_usage_account_id"),
            text("line_item_line_item_type"),
            time("line_item_usage_start_date"),
            time("line_item_usage_end_date"),
            text("line_item_product_code"),
            text("line_item_usage_type"),
            text("line_item_resource_id"),
            text("line_item_currency_code"),
            text("product_region_code"),
            Types.optional(PrimitiveTypeName.DOUBLE).named("line_item_unblended_cost"));

    @TempDir
    Path spool;

    @TempDir
    Path folder;

    @Test
    void shouldReadTimesAndTheDecimalsThatCostsStandFor() throws Exception {
        Bills bills = Bills.read(spool, file(10));

        assertThat(bills.report().deadLetters()).isEmpty();
        assertThat(bills.report().rows()).isEqualTo(10);
        // By binary fractions it would be 0.9999999999999999.
        assertThat(bills.amounts()).containsExactly("1");
        assertThat(bills.charges().get(0).key())
                .isEqualTo(new BillCharge.Key(
                        "999988887777 2026-10-01",
                        "012345678901",
                        "arn:aws:ec2:us-east-1:012345678901:volume/vol-0a1b2c3d4e5f60718",
                        "AmazonEC2",
                        "EBS:VolumeUsage.gp3",
                        FROM,
                        FROM + 3_600_000));
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void shouldTellOfAFileThatIsNotWhole() throws Exception {
        byte[] file = file(1000);

        Bills bills = Bills.read(spool, Arrays.copyOf(file, file.length - 10));

        assertThat(bills.charges()).isEmpty();
        assertThat(bills.report().deadLetters())
                .singleElement()
                .extracting(DeadLetter::reason)
                .asString()
                .contains("not complete Parquet");
        assertThat(spool).isEmptyDirectory();
    }

    private byte[] file(int rows) throws Exception {
        Path file = folder.resolve("bill.parquet");
        try (ParquetWriter<Integer> writer = ParquetWriter.writeFile(SCHEMA, file.toFile(), (row, values) -> {
            values.write("bill_payer_account_id", "999988887777");
            values.write(
                    "bill_billing_period_start_date",
                    Instant.parse("2026-10-01T00:00:00Z").toEpochMilli());
            values.write("line_item_usage_account_id", "012345678901");
            values.write("line_item_line_item_type", "Usage");
            values.write("line_item_usage_start_date", FROM);
            values.write("line_item_usage_end_date", FROM + 3_600_000);
            values.write("line_item_product_code", "AmazonEC2");
            values.write("line_item_usage_type", "EBS:VolumeUsage.gp3");
            values.write("line_item_resource_id", "vol-0a1b2c3d4e5f60718");
            values.write("line_item_currency_code", "USD");
            values.write("product_region_code", "us-east-1");
            values.write("line_item_unblended_cost", 0.1);
        })) {
            for (int row = 0; row < rows; row++) {
                writer.write(row);
            }
        }
        return Files.readAllBytes(file);
    }

    private static Type text(String name) {
        return Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    private static Type time(String name) {
        return Types.optional(PrimitiveTypeName.INT64)
                .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MILLIS))
                .named(name);
    }
}
