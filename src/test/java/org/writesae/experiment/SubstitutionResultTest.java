package org.writesae.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.writesae.io.InputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SubstitutionResultTest {

    @TempDir
    private Path folder;

    @Test
    void aResultReadBackIsTheSameToTheByte() {
        SubstitutionResult written = SyntheticFirings.result(9, 4, 60);
        Path file = folder.resolve("result.json");
        written.write(file);
        SubstitutionResult read = SubstitutionResult.read(file);
        assertThat(read.config()).isEqualTo(written.config());
        assertThat(read.records()).isEqualTo(written.records());
        assertThat(read.toJson()).isEqualTo(written.toJson());
    }

    @Test
    void anEmptyRunHasOnlyACount() throws IOException {
        Path file = folder.resolve("empty.json");
        SubstitutionResult.of(SyntheticFirings.config(9, 4), List.of()).write(file);
        assertThat(Files.readString(file)).contains("\"summary\": {\n  \"n_firings\" : 0\n}");
        assertThat(SubstitutionResult.read(file).summary().isEmpty()).isTrue();
    }

    @Test
    void anUpstreamFileHasNeitherPassagesNorReadings() throws IOException {
        Path file = upstream(0.5, 2);
        SubstitutionResult result = SubstitutionResult.read(file);
        assertThat(result.config().readings().stated()).isEmpty();
        assertThat(result.summary().byPassage()).isNull();
        assertThat(result.summary().wins()).isEqualTo(1);
        assertThat(result.records().get(0).layer()).isEqualTo(9);
        assertThat(result.records().get(0).cosine()).isNaN();
    }

    @Test
    void aSummaryThatIsNotThatOfTheRecordsIsRefused() throws IOException {
        Path rate = upstream(1.0, 2);
        assertThatThrownBy(() -> SubstitutionResult.read(rate)).isInstanceOf(InputException.class)
                .hasMessageContaining("summary.win_rate_atom_vs_ablate").hasMessageContaining("0.5");
        Path count = upstream(0.5, 3);
        assertThatThrownBy(() -> SubstitutionResult.read(count)).isInstanceOf(InputException.class)
                .hasMessageContaining("summary.n_firings");
    }

    @Test
    void messagesNameThePlace() throws IOException {
        Path file = upstream(0.5, 2);
        Files.writeString(file, Files.readString(file).replace("\"kl_atom\":0.2", "\"kl_atom\":\"0.2\""));
        assertThatThrownBy(() -> SubstitutionResult.read(file)).isInstanceOf(InputException.class)
                .hasMessageContaining("upstream.json: records[0].kl_atom: a number was expected");
        Files.writeString(file, Files.readString(file).replace("\"firing_position\":8,", ""));
        assertThatThrownBy(() -> SubstitutionResult.read(file)).isInstanceOf(InputException.class);
        Files.writeString(file, "{\"config\":{\"feature_ids\":[1],\"seed\":1,\"layer\":0,\"head\":0,"
                + "\"read\":\"later\"},\"summary\":{},\"records\":[]}");
        assertThatThrownBy(() -> SubstitutionResult.read(file)).isInstanceOf(InputException.class)
                .hasMessageContaining("config.read: \"later\" is not one of next, same, suffix-mean, last");
    }

    private Path upstream(double rate, int count) throws IOException {
        Path file = folder.resolve("upstream.json");
        Files.writeString(file, """
                {"config":{"layer":9,"head":4,"feature_ids":[412],"sae_checkpoint":"best.pt","seed":2026},
                 "summary":{"n_firings":%d,"win_rate_atom_vs_ablate":%s},
                 "records":[{"feature_id":412,"firing_position":7,"kl_atom":0.2,"kl_ablate":0.3,"kl_random":0.4},
                            {"feature_id":412,"firing_position":8,"kl_atom":0.3,"kl_ablate":0.3,"kl_random":0.4}]}
                """.formatted(count, rate));
        return file;
    }
}
