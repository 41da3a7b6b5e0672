# Writes counts.csv: raw Gould-Fernandez counts by sna::brokerage, for graphs in this folder and for files of a data folder.
#
#   Rscript make_reference.R COVERT_FOLDER
#
# COVERT_FOLDER holds the public matrices morselli_caviar.csv, morselli_siren.csv, morselli_togo.csv, LONDON_GANG.csv and
# LONDON_GANG_ATTR.csv (UCINET covert networks). Only the counts are kept here, never the matrices. Groups of CAVIAR,
# Siren and Togo are invented: the position in the matrix modulo 4, 3 and 3. sna::brokerage wants a group for every node and reads a non-zero cell as an arc.
suppressMessages(library(sna))

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
covert <- commandArgs(TRUE)[1]

counts <- function(graph, matrix, group, names, variant) {
  raw <- brokerage(matrix, group)$raw.nli
  # sna's columns: w_I coordinator, w_O itinerant, b_IO representative, b_OI gatekeeper, b_O liaison, t total.
  data.frame(graph, variant, node = names, coordinator = raw[, "w_I"], itinerant = raw[, "w_O"],
             gatekeeper = raw[, "b_OI"], representative = raw[, "b_IO"], liaison = raw[, "b_O"], total = raw[, "t"])
}

listed <- function(graph) {
  edges <- read.csv(file.path(here, paste0(graph, "_edges.csv")), colClasses = "character")
  nodes <- read.csv(file.path(here, paste0(graph, "_nodes.csv")), colClasses = "character")
  matrix <- matrix(0, nrow(nodes), nrow(nodes), dimnames = list(nodes$id, nodes$id))
  matrix[cbind(edges$source, edges$target)] <- 1
  list(matrix = matrix, group = nodes$group, names = nodes$id)
}

square <- function(file) {
  as.matrix(read.csv(file.path(covert, file), row.names = 1, check.names = FALSE, fileEncoding = "UTF-8-BOM")) > 0
}

both <- function(graph, matrix, group, names) {
  diag(matrix) <- 0
  rbind(counts(graph, matrix * 1, group, names, "directed"),
        counts(graph, pmax(matrix, t(matrix)) * 1, group, names, "undirected"))
}

all <- NULL
for (graph in c("tiny4", "kite", "florentine", "karate")) {
  given <- listed(graph)
  all <- rbind(all, both(graph, given$matrix, given$group, given$names))
}
caviar <- square("morselli_caviar.csv")
all <- rbind(all, both("caviar", caviar, (seq_len(nrow(caviar)) - 1) %% 4, rownames(caviar)))
for (graph in c("siren", "togo")) {
  given <- square(paste0("morselli_", graph, ".csv"))
  all <- rbind(all, both(graph, given, (seq_len(nrow(given)) - 1) %% 3, rownames(given)))
}
london <- square("LONDON_GANG.csv")
birthplace <- read.csv(file.path(covert, "LONDON_GANG_ATTR.csv"), row.names = 1, fileEncoding = "UTF-8-BOM")$Birthplace
all <- rbind(all, both("london", london, birthplace, rownames(london)))

write.csv(all, file.path(here, "counts.csv"), row.names = FALSE, quote = FALSE)
cat(R.version.string, "; sna", as.character(packageVersion("sna")), ";", nrow(all), "rows\n")
