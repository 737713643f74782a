package dev.gleaner.actuator.support;

import dev.gleaner.local.runtime.process.FreePort;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Fetches the emulator by npm and runs it; without npm or a registry it says so, and its tests are skipped. */
public final class SlackEmulatorResource implements QuarkusTestResourceLifecycleManager {

    private static final String PACKAGE = "emulate@0.12.2";
    private static final Path FOLDER = Path.of("target", "slack-emulator");
    private static final String SCRIPT = """
            import { createEmulator } from 'emulate';
            const slack = {
              users: [{ name: 'gleaner', real_name: 'Gleaner', email: 'gleaner@example.com' }],
              channels: [{ name: 'waste' }],
              tokens: [{ token: '%s', user: 'gleaner', scopes: ['chat:write', 'channels:read', 'channels:history'] }],
            };
            await createEmulator({ service: 'slack', port: %d, seed: { slack } });
            console.log('ready');
            """;

    private @Nullable Process process;
    private SlackEmulator emulator = new SlackEmulator(null);

    @Override
    public Map<String, String> start() {
        int port = FreePort.find();
        try {
            Files.createDirectories(FOLDER);
            // Tests run in more than one JVM at a time.
            Path script = Files.createTempFile(FOLDER, "start", ".mjs");
            Files.writeString(script, SCRIPT.formatted(SlackEmulator.TOKEN, port));
            try (FileChannel lock =
                    FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                install();
            }
            run(script);
        } catch (IOException e) {
            System.err.println("Slack's emulator does not run here, so what needs it is skipped: " + e.getMessage());
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        emulator = new SlackEmulator("http://127.0.0.1:" + port);
        return Map.of(
                "actuator.slack.api-url",
                "http://127.0.0.1:" + port + "/api/",
                "actuator.slack.bot-token",
                SlackEmulator.TOKEN,
                "actuator.slack.channel",
                emulator.channel("waste"));
    }

    private static void install() throws IOException, InterruptedException {
        if (Files.exists(FOLDER.resolve("node_modules/emulate"))) {
            return;
        }
        Process npm = new ProcessBuilder(
                        "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".", PACKAGE)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("npm.log").toFile())
                .start();
        if (!npm.waitFor(60, TimeUnit.SECONDS) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new IOException("npm could not install " + PACKAGE + ", see " + FOLDER.resolve("npm.log"));
        }
    }

    private void run(Path script) throws IOException {
        process = new ProcessBuilder(List.of("node", script.getFileName().toString()))
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (line != null && !line.equals("ready")) {
            line = output.readLine();
        }
        if (line == null) {
            throw new IOException("node ended before the emulator was ready");
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(Objects.requireNonNull(emulator), new TestInjector.MatchesType(SlackEmulator.class));
    }

    @Override
    public void stop() {
        if (process != null) {
            process.destroy();
        }
    }
}
