package dev.gleaner.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir
    Path folder;

    @Test
    void shouldKnowEachTokenWithItsRoles() throws IOException {
        Path path = Files.writeString(
                folder.resolve("tokens"), "# people\nabc alice viewer,approver\n\n  def bob viewer\n");

        TokenFile tokens = TokenFile.open(path);

        assertThat(tokens.caller("abc")).contains(new AuthenticatedCaller("alice", Set.of("viewer", "approver")));
        assertThat(tokens.caller("def")).contains(new AuthenticatedCaller("bob", Set.of("viewer")));
        assertThat(tokens.caller("abcd")).isEmpty();
        assertThat(tokens.caller("")).isEmpty();
    }

    @Test
    void shouldMakeOneTokenOfAllRolesThatOnlyTheOwnerCanRead() throws IOException {
        Path path = folder.resolve("secrets/tokens");

        TokenFile tokens = TokenFile.open(path);

        String token = Files.readString(path).split(" ", 2)[0];
        assertThat(token).hasSizeGreaterThan(40);
        assertThat(tokens.caller(token).orElseThrow().roles())
                .containsExactlyInAnyOrder("viewer", "approver", "operator", "ingest");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(TokenFile.open(path).caller(token)).isPresent();
    }

    @Test
    void shouldNameTheLineThatIsWrong() throws IOException {
        Path path = Files.writeString(folder.resolve("tokens"), "abc alice viewer\nabc\n");

        assertThatThrownBy(() -> TokenFile.open(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2: expected TOKEN IDENTITY role,role");
    }

    @Test
    void shouldKnowNobodyWithoutAFile() {
        assertThat(TokenFile.empty().caller("anything")).isEmpty();
    }
}
