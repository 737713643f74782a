package dev.gleaner.collector.source.flowlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.gleaner.collector.Bytes;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Talker;
import dev.gleaner.contracts.topic.DeadLetter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowFileReaderTest {

    private static final List<String> PEERS = List.of(
            "10.0.1.5", "10.0.1.6", "10.0.2.5", "10.0.0.220", "10.0.9.9", "192.0.2.1", "198.51.100.1", "203.0.113.1");

    private final NetworkLocator networkLocator = Flows.listed();

    @ParameterizedTest
    @CsvSource({
        "eni-a,10.0.1.5,10.0.1.6,same-zone,same-zone",
        "eni-a,10.0.1.5,10.0.2.5,same-zone,other-zone",
        "eni-a,10.0.1.5,10.0.9.9,same-zone,same-region",
        "eni-a,10.0.1.5,10.0.0.220,same-zone,nat",
        "eni-a,10.0.1.5,198.51.100.1,same-zone,same-region",
        "eni-a,10.0.1.5,203.0.113.1,same-zone,other-region",
        "eni-a,10.0.1.5,172.16.0.1,same-zone,unknown",
        "eni-a,172.16.0.1,10.0.1.5,unknown,same-zone",
        "eni-b,10.0.2.5,192.0.2.1,same-zone,internet",
        "eni-b,192.0.2.1,10.0.2.5,internet,same-zone",
        "eni-nat,10.0.0.220,192.0.2.1,nat,internet",
        "eni-nat,192.0.2.1,10.0.0.220,internet,nat",
        "eni-nat,10.0.0.220,10.0.1.5,nat,same-region"
    })
    void shouldTellWhereBothEndsAre(
            String port, String source, String destination, String sourceClass, String destinationClass) {
        FlowSignalBatch gathered = read(Flows.row(port, source, destination, 700, Flows.START));

        assertThat(gathered.signals()).singleElement().satisfies(signal -> {
            assertThat(signal.getResource()).isEqualTo(Flows.VPC);
            assertThat(signal.getFlow().getSourceClass()).isEqualTo(sourceClass);
            assertThat(signal.getFlow().getDestinationClass()).isEqualTo(destinationClass);
            assertThat(signal.getFlow().getBytes()).isEqualTo(700);
        });
    }

    /** An instance without a public address gets out by a NAT gateway only; its own rows show the host on the internet. */
    @Test
    void shouldTakeTheInternetForNatWhereThereIsNoPublicAddress() {
        FlowSignalBatch gathered = read(Flows.row("eni-a", "10.0.1.5", "192.0.2.1", 700, Flows.START));

        assertThat(gathered.signals())
                .singleElement()
                .satisfies(signal ->
                        assertThat(signal.getFlow().getDestinationClass()).isEqualTo("nat"));
    }

    /** Both interfaces log it. */
    @Test
    void shouldCountTrafficWithinAVpcOnce() {
        FlowSignalBatch gathered = read(
                Flows.row("eni-a", "10.0.1.5", "10.0.2.5", 700, Flows.START),
                Flows.row("eni-b", "10.0.1.5", "10.0.2.5", 700, Flows.START),
                Flows.row("eni-a", "192.0.2.1", "10.0.1.5", 90, Flows.START),
                Flows.row("eni-nat", "10.0.1.5", "10.0.0.220", 80, Flows.START));

        assertThat(gathered.signals()).hasSize(1);
        assertThat(gathered.signals().get(0).getFlow().getBytes()).isEqualTo(700);
        assertThat(gathered.skipped()).containsOnly(entry("counted at the sender", 3));
    }

    /** Two at most, here. */
    @Test
    void shouldNameTheInterfacesThatSentTheMost() {
        FlowSignalBatch gathered = read(
                Flows.row("eni-a", "10.0.1.5", "10.0.2.5", 400, Flows.START),
                Flows.row("eni-a2", "10.0.1.6", "10.0.2.5", 700, Flows.START),
                Flows.row("eni-a", "10.0.1.5", "10.0.2.5", 400, Flows.START + 60),
                Flows.row("eni-b", "10.0.2.5", "10.0.1.5", 699, Flows.START));

        assertThat(gathered.signals()).singleElement().satisfies(signal -> {
            assertThat(signal.getFlow().getBytes()).isEqualTo(2199);
            assertThat(signal.getFlow().getTalkersList())
                    .containsExactly(
                            talker("eni-a", "arn:aws:ec2:us-east-1:111122223333:instance/i-a", 800),
                            talker("eni-a2", "arn:aws:ec2:us-east-1:111122223333:instance/i-a2", 700));
        });
    }

    @Test
    void shouldTakeTheInstanceFromTheLogWhereItHasIt() {
        FlowSignalBatch gathered = read(
                new NetworkLocator(),
                "start flow-direction bytes vpc-id srcaddr dstaddr account-id region interface-id instance-id",
                "1772360100 egress 5 vpc-9 10.9.0.1 198.51.100.1 111122223333 eu-west-3 eni-9 i-9",
                "1772360100 egress 3 vpc-9 10.9.0.2 198.51.100.1 111122223333 eu-west-3 eni-8 -");

        assertThat(gathered.signals().get(0).getFlow().getTalkersList())
                .containsExactly(
                        talker("eni-9", "arn:aws:ec2:eu-west-3:111122223333:instance/i-9", 5), talker("eni-8", "", 3));
    }

    /** Which rows come first makes no difference, also where interfaces have as many bytes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNameTheSameInterfacesInWhateverOrder(int seed) {
        List<String> rows = new ArrayList<>();
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            String from = PEERS.get(random.nextInt(3));
            String port = List.of("eni-a", "eni-a2", "eni-b").get(PEERS.indexOf(from));
            rows.add(Flows.row(port, from, PEERS.get(random.nextInt(3)), 1 + random.nextInt(2), Flows.START));
        }
        List<Flow> before = flows(rows);
        Collections.shuffle(rows, random);

        assertThat(flows(rows)).containsExactlyInAnyOrderElementsOf(before);
    }

    private List<Flow> flows(List<String> rows) {
        return read(rows.toArray(String[]::new)).signals().stream()
                .map(Signal::getFlow)
                .toList();
    }

    private static Talker talker(String id, String resource, long bytes) {
        return Talker.newBuilder()
                .setInterface(id)
                .setResource(resource)
                .setBytes(bytes)
                .build();
    }

    @Test
    void shouldSayWhatItCountsForNothing() {
        FlowSignalBatch gathered = read(
                "2 111122223333 eni-a - - - - - - - 1772360100 1772360160 - NODATA",
                "2 111122223333 eni-a - - - - - - - 1772360100 1772360160 - SKIPDATA",
                Flows.row("eni-a", "10.0.1.5", "10.0.1.6", 1, Flows.START).replace("ACCEPT", "REJECT"),
                Flows.row("eni-x", "10.0.1.5", "10.0.1.6", 1, Flows.START),
                Flows.row("eni-a", "10.0.1.6", "10.0.2.5", 1, Flows.START));

        assertThat(gathered.signals()).isEmpty();
        assertThat(gathered.deadLetters()).isEmpty();
        assertThat(gathered.records()).isEqualTo(5);
        assertThat(gathered.skipped())
                .containsOnly(
                        entry("NODATA", 1),
                        entry("SKIPDATA", 1),
                        entry("REJECT", 1),
                        entry("VPC not known", 1),
                        entry("side not known", 1));
    }

    /** Fields may come in any order, more than we read; version 3 and later tell most of it themselves. */
    @Test
    void shouldReadTheFieldsThatTheHeaderNames() {
        FlowSignalBatch gathered = read(
                new NetworkLocator(),
                "traffic-path start flow-direction bytes vpc-id srcaddr dstaddr account-id region reject-reason",
                "7 1772360100 egress 5 vpc-9 10.9.0.1 198.51.100.1 111122223333 eu-west-3 -",
                "5 1772360100 egress 6 vpc-9 10.9.0.1 10.8.0.1 111122223333 eu-west-3 -",
                "- 1772360100 ingress 7 vpc-9 10.8.0.1 10.9.0.1 111122223333 eu-west-3 -");

        assertThat(gathered.signals())
                .extracting(FlowFileReaderTest::text)
                .containsExactly("same-zone endpoint 5", "same-zone other-region 6", "unknown same-zone 7");
        assertThat(gathered.signals()).extracting(Signal::getRegion).containsOnly("eu-west-3");
        assertThat(gathered.signals())
                .extracting(Signal::getResource)
                .containsOnly("arn:aws:ec2:eu-west-3:111122223333:vpc/vpc-9");
    }

    @Test
    void shouldAddUpAnHourAndNoMore() {
        FlowSignalBatch gathered = read(
                Flows.row("eni-a", "10.0.1.5", "10.0.1.6", 1, Flows.START),
                Flows.row("eni-a2", "10.0.1.6", "10.0.1.5", 2, Flows.START + 600),
                Flows.row("eni-a", "10.0.1.5", "10.0.1.6", 4, Flows.START + 3600));

        assertThat(gathered.signals())
                .extracting(signal -> signal.getFlow().getBytes())
                .containsExactly(3L, 4L);
        Flow first = gathered.signals().get(0).getFlow();
        assertThat(first.getFrom()).isEqualTo((Flows.START - 900) * 1000);
        assertThat(first.getUntil()).isEqualTo((Flows.START + 2700) * 1000);
        assertThat(gathered.signals())
                .extracting(signal -> signal.getPlace().getOffset())
                .containsExactly(0L, 2L);
    }

    /** However many rows there are and in whatever order: as many bytes come out as senders sent, in few signals. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKeepEveryByteInAConstantSize(long seed) {
        Random random = new Random(seed);
        List<String> rows = new ArrayList<>();
        long sent = 0;
        for (int i = 0; i < 5000; i++) {
            String peer = PEERS.get(random.nextInt(PEERS.size()));
            long bytes = random.nextInt(100_000);
            boolean egress = random.nextBoolean();
            rows.add(Flows.row("eni-b", egress ? "10.0.2.5" : peer, egress ? peer : "10.0.2.5", bytes, Flows.START));
            boolean within = peer.startsWith("10.0.") && !egress && !peer.equals("10.0.2.5");
            sent += within ? 0 : bytes;
        }
        FlowSignalBatch once = read(rows.toArray(String[]::new));
        Collections.shuffle(rows, random);
        FlowSignalBatch again = read(rows.toArray(String[]::new));

        assertThat(once.signals().stream()
                        .mapToLong(signal -> signal.getFlow().getBytes())
                        .sum())
                .isEqualTo(sent);
        assertThat(once.signals()).hasSizeLessThan(20);
        assertThat(again.signals())
                .extracting(FlowFileReaderTest::text)
                .containsExactlyInAnyOrderElementsOf(
                        once.signals().stream().map(FlowFileReaderTest::text).toList());
    }

    @Test
    void shouldReadFilesWithoutAHeaderAsTheConfiguredFormat() {
        String row = Flows.row("eni-a", "10.0.1.5", "10.0.1.6", 9, Flows.START);

        FlowSignalBatch gathered = Flows.read(networkLocator, row.getBytes(UTF_8));

        assertThat(gathered.signals()).extracting(FlowFileReaderTest::text).containsExactly("same-zone same-zone 9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2 111122223333 eni-a 10.0.1.5 10.0.1.6 443 49152 6 10 many 1772360100 1772360160 ACCEPT OK",
                "2 111122223333 eni-a 10.0.1.5 10.0.1.6 443 49152 6 10 -7 1772360100 1772360160 ACCEPT OK",
                "2 111122223333 eni-a 10.0.1.5 10.0.1.6 443 49152 6 10 7 - 1772360160 ACCEPT OK",
                "2 111122223333 eni-a 10.0.1.5 10.0.1.6",
                "2 111122223333 eni-a - 10.0.1.6 443 49152 6 10 7 1772360100 1772360160 ACCEPT OK"
            })
    void shouldTellOfBadRowsOnceAFileAndGoOn(String bad) {
        FlowSignalBatch gathered = read(
                Flows.row("eni-a", "10.0.1.5", "10.0.1.6", 9, Flows.START),
                bad,
                bad,
                Flows.row("eni-a", "10.0.1.5", "10.0.1.6", 1, Flows.START));

        assertThat(gathered.signals()).extracting(FlowFileReaderTest::text).containsExactly("same-zone same-zone 10");
        DeadLetter letter = gathered.deadLetters().get(0);
        assertThat(gathered.deadLetters()).hasSize(1);
        assertThat(letter.place()).isEqualTo(Flows.PLACE);
        assertThat(letter.offset()).isEqualTo(1);
        assertThat(letter.reason()).contains("2 rows");
        assertThat(letter.head()).isEmpty();
        assertThat(gathered.records()).isEqualTo(4);
    }

    @Test
    void shouldKeepTheRowsBeforeABreak() throws Exception {
        List<String> rows = new ArrayList<>(List.of(TextFlowReader.DEFAULT_FORMAT));
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            rows.add(Flows.row("eni-a", "10.0.1.5", "10.0.1.6", random.nextInt(1 << 30), Flows.START));
        }
        byte[] packed = Bytes.gzip(String.join("\n", rows).getBytes(UTF_8));

        FlowSignalBatch whole = Flows.read(networkLocator, packed);
        FlowSignalBatch half = Flows.read(networkLocator, Arrays.copyOf(packed, packed.length / 2));

        assertThat(whole.deadLetters()).isEmpty();
        assertThat(whole.records()).isEqualTo(3000);
        assertThat(half.records()).isBetween(100, 2900);
        assertThat(half.signals()).hasSize(1);
        assertThat(half.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.offset()).isEqualTo(half.records()));
    }

    @Test
    void shouldRefuseFilesThatAreTooLarge() {
        FlowSignalBatch gathered = Flows.read(networkLocator, new byte[(1 << 20) + 1]);

        assertThat(gathered.signals()).isEmpty();
        assertThat(gathered.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.offset()).isEqualTo(-1));
    }

    private FlowSignalBatch read(String... rows) {
        List<String> lines = new ArrayList<>(List.of(TextFlowReader.DEFAULT_FORMAT));
        lines.addAll(List.of(rows));
        return read(networkLocator, lines.toArray(String[]::new));
    }

    private static FlowSignalBatch read(NetworkLocator known, String... lines) {
        return Flows.read(known, (String.join("\n", lines) + "\n").getBytes(UTF_8));
    }

    private static String text(Signal signal) {
        Flow flow = signal.getFlow();
        return flow.getSourceClass() + " " + flow.getDestinationClass() + " " + flow.getBytes();
    }
}
