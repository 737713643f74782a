package dev.gleaner.collector.source.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.source.InvalidInputException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BillRowTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-10-02 03:00:00",
                "2026-10-02T03:00:00",
                "2026-10-02T03:00:00Z",
                "2026-10-02T03:00:00.000Z",
                "2026-10-02T03:00:00.000+0000",
                "2026-10-02 03:00:00.000 UTC",
                "2026-10-02T05:00:00+02:00"
            })
    void shouldReadTimesOfAnyForm(String text) {
        assertThat(BillRow.TimeParser.parse(text)).contains(Instant.parse("2026-10-02T03:00:00Z"));
    }

    @Test
    void shouldTakeADayForItsBeginning() {
        assertThat(BillRow.TimeParser.parse("2026-10-02")).contains(Instant.parse("2026-10-02T00:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "02/10/2026", "2026-13-02 03:00:00"})
    void shouldNotGuessATime(String text) {
        assertThat(BillRow.TimeParser.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "i-0a1b2c3d4e5f60718, arn:aws:ec2:us-east-1:012345678901:instance/i-0a1b2c3d4e5f60718",
        "vol-0a1b2c3d, arn:aws:ec2:us-east-1:012345678901:volume/vol-0a1b2c3d",
        "nat-0a1b2c3d4e5f60718, arn:aws:ec2:us-east-1:012345678901:natgateway/nat-0a1b2c3d4e5f60718",
        "eipalloc-0a1b2c3d4e5f60718, arn:aws:ec2:us-east-1:012345678901:elastic-ip/eipalloc-0a1b2c3d4e5f60718",
        "arn:aws:sqs:us-east-1:012345678901:jobs, arn:aws:sqs:us-east-1:012345678901:jobs",
        "arn:nothing, arn:aws:billing:us-east-1:012345678901:arn:nothing",
        "i-am-a-name, arn:aws:billing:us-east-1:012345678901:i-am-a-name",
        "NULL, arn:aws:iam::012345678901:root",
        "'', arn:aws:iam::012345678901:root"
    })
    void shouldNameTheResource(String named, String expected) throws Exception {
        assertThat(BilledResourceMapper.map(Bills.row(Map.of("ResourceId", named))))
                .hasToString(expected);
    }

    @Test
    void shouldNameBucketsAsInventoryDoes() throws Exception {
        BillRow row = Bills.row(Map.of("ResourceId", "i-0a1b2c3d", "x_ServiceCode", "AmazonS3"));

        assertThat(BilledResourceMapper.map(row)).hasToString("arn:aws:s3:::i-0a1b2c3d");
    }

    @ParameterizedTest
    @CsvSource({
        "BilledCost, '', no BilledCost",
        "BilledCost, NaN, BilledCost is no amount",
        "BilledCost, 1E999999999, BilledCost is no amount",
        "BillingCurrency, NULL, no BillingCurrency",
        "ChargePeriodStart, soon, ChargePeriodStart is no time",
        "ChargePeriodEnd, 2026-10-01, the period ends before it begins",
        "SubAccountId, a:b, the account is not of its form",
        "RegionId, EU (Paris), the region is not of its form"
    })
    void shouldSayWhatIsWrong(String column, String value, String reason) {
        BillRow row = Bills.row(Map.of("ResourceId", "x", column, value));

        assertThatThrownBy(() -> ChargeMapper.map(row, "bill"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(reason);
    }

    @Test
    void shouldKeepWhatALaterBillCorrectsApart() throws Exception {
        ChargeMapper.Result.Counted october =
                (ChargeMapper.Result.Counted) ChargeMapper.map(Bills.row(Map.of()), "bill");
        ChargeMapper.Result.Counted november = (ChargeMapper.Result.Counted)
                ChargeMapper.map(Bills.row(Map.of("BillingPeriodStart", "2026-11-01")), "bill");

        assertThat(october.charge().key()).isNotEqualTo(november.charge().key());
    }
}
