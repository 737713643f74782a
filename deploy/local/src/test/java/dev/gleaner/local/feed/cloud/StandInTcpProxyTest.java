package dev.gleaner.local.feed.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.local.runtime.process.FreePort;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class StandInTcpProxyTest {

    private final int port = FreePort.find();
    private ServerSocket standIn;
    private StandInTcpProxy gate;

    /** Answers whoever ended to speak with what he said. */
    @BeforeEach
    void listen() throws IOException {
        standIn = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread echo = new Thread(() -> {
            while (!standIn.isClosed()) {
                try (Socket client = standIn.accept()) {
                    client.getOutputStream().write(client.getInputStream().readAllBytes());
                } catch (IOException e) {
                    // closed
                }
            }
        });
        echo.setDaemon(true);
        echo.start();
        gate = new StandInTcpProxy(local(port), local(standIn.getLocalPort()));
    }

    @AfterEach
    void close() throws IOException {
        gate.close();
        standIn.close();
    }

    @Test
    void shouldLetNobodyThroughUntilItIsOpened() {
        assertThatThrownBy(() -> answer("hello")).isInstanceOf(ConnectException.class);
    }

    @Test
    void shouldPassOnWhatIsSaidAndAnswered() throws IOException {
        gate.open();
        gate.open();
        String much = "hello".repeat(100_000);

        assertThat(answer(much)).isEqualTo(much);
        assertThat(answer("again")).isEqualTo("again");
    }

    /** Many times, as what is to be refused is a connection that came while the gate was being closed. */
    @RepeatedTest(50)
    void shouldCutOffWhoeverIsThroughWhenItIsClosed() throws IOException {
        gate.open();
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write('x');

            gate.close();

            client.setSoTimeout(10_000);
            assertThat(ends(client)).isTrue();
        }
        assertThatThrownBy(() -> answer("hello")).isInstanceOf(ConnectException.class);
    }

    private static boolean ends(Socket client) {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private String answer(String said) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread speaker = new Thread(() -> speak(client, said));
            speaker.start();
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void speak(Socket client, String said) {
        try {
            client.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static URI local(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
