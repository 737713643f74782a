package dev.gleaner.collector.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.gleaner.collector.aws.AccountReadFailures;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.ClientsAt;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountRegionExecutorTest {

    private static final String IDENTITY = "<GetCallerIdentityResponse><GetCallerIdentityResult>"
            + "<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer sts;
    private ClientsAt aws;
    private AccountRegionExecutor accountRegionExecutor;

    @BeforeEach
    void start() throws IOException {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sts.createContext("/", exchange -> {
            byte[] answer = IDENTITY.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        sts.start();
        aws = ClientsAt.of(
                URI.create("http://127.0.0.1:" + sts.getAddress().getPort()),
                Clock.systemUTC(),
                Map.of(
                        "collector.aws.regions", "us-east-1,eu-west-3",
                        "collector.aws.accounts.\"444455556666\".role", "arn:aws:iam::444455556666:role/reader",
                        "collector.aws.accounts.\"777788889999\".role", "arn:aws:iam::777788889999:role/reader"));
        accountRegionExecutor = RoundsAt.of(aws, new SourceMeters(new SimpleMeterRegistry()));
    }

    @AfterEach
    void stop() {
        sts.stop(0);
    }

    @Test
    void shouldAskEveryRegionOfEveryAccount() {
        assertThat(accountRegionExecutor.forEachRegion("inventory", this::ask)).isEmpty();

        assertThat(asked)
                .containsExactlyInAnyOrder(
                        "111122223333 us-east-1",
                        "111122223333 eu-west-3",
                        "444455556666 us-east-1",
                        "444455556666 eu-west-3",
                        "777788889999 us-east-1",
                        "777788889999 eu-west-3");
    }

    @Test
    void shouldGoOnWhereOneFailsAndSayWhich() {
        Set<String> failed = accountRegionExecutor.forEachRegion("inventory", awsAccountRegion -> {
            if (awsAccountRegion.toString().equals("444455556666 us-east-1")) {
                throw new IllegalStateException("denied");
            }
            ask(awsAccountRegion);
        });

        assertThat(asked).hasSize(5);
        assertThat(failed).containsExactly("us-east-1");
        assertThat(aws.reach().failures())
                .extracting(AccountReadFailures.Failure::account)
                .containsExactly("444455556666");
    }

    @Test
    void shouldAskTheOthersWhileOneDoesNotAnswer() {
        CountDownLatch others = new CountDownLatch(4);

        Set<String> failed = accountRegionExecutor.forEachRegion("inventory", awsAccountRegion -> {
            if (awsAccountRegion.account().id().equals("111122223333")) {
                await(others);
            } else {
                others.countDown();
            }
        });

        assertThat(failed).isEmpty();
    }

    private void ask(AwsAccountRegion awsAccountRegion) {
        asked.add(awsAccountRegion.toString());
    }

    private static void await(CountDownLatch others) {
        try {
            if (!others.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the others were not asked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
