# Prints rows of values.csv that R makes: packages igraph and sna where they have the measure, else the definition in loops.
#
#   Rscript make_values.R > r.csv
#
# Reads the edge lists of ../brokerage, groups as given there. Nothing of R is needed to run the tests.
suppressMessages(library(sna))
suppressMessages(library(igraph))

here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
igraph_name <- paste("R igraph", packageVersion("igraph"))
sna_name <- paste("R sna", packageVersion("sna"))
by_hand <- paste("definition in loops, R", getRversion())
script <- "make_values.R"

matrix_of <- function(graph) {
  edges <- read.csv(file.path(here, "..", "brokerage", paste0(graph, "_edges.csv")), colClasses = "character")
  nodes <- read.csv(file.path(here, "..", "brokerage", paste0(graph, "_nodes.csv")), colClasses = "character")
  m <- matrix(0, nrow(nodes), nrow(nodes), dimnames = list(nodes$id, nodes$id))
  m[cbind(edges$source, edges$target)] <- 1
  list(m = pmax(m, t(m)), group = nodes$group, id = nodes$id)
}

told <- function(graph, measure, at, value, source) {
  cat(sprintf("%s,%s,%s,%.10g,1e-6,\"%s; %s\"\n", graph, measure, at, value, source, script), sep = "")
}

hierarchy <- function(m, v) {
  p <- m / rowSums(m)
  p[is.nan(p)] <- 0
  contacts <- which(m[v, ] > 0)
  c <- sapply(contacts, function(j) (p[v, j] + sum(sapply(setdiff(seq_len(nrow(m)), c(v, j)), function(q) p[v, q] * p[q, j])))^2)
  r <- c / mean(c)
  sum(r * log(r)) / (length(c) * log(length(c)))
}

cohesion <- function(m) {
  d <- geodist(m)$gdist
  diag(d) <- Inf
  sum(1 / d) / (nrow(m) * (nrow(m) - 1))
}

cohesion_loss <- function(m, v) {
  mean(sapply(which(m[v, ] > 0), function(u) {
    cut <- m
    cut[v, u] <- cut[u, v] <- 0
    cohesion(m) - cohesion(cut)
  }))
}

monopoly <- function(m, v) {
  reach <- function(m) is.finite(geodist(m)$gdist) * 1
  before <- reach(m)[-v, -v]
  after <- reach(m[-v, -v])
  sum(before - after) / 2
}

# Expected mutual information of two partitions under the hypergeometric model (Vinh, Epps and Bailey 2010, eq. 24a).
ami <- function(a, b) {
  t <- table(a, b)
  n <- sum(t)
  ra <- rowSums(t)
  cb <- colSums(t)
  h <- function(x) -sum(x / n * log(x / n))
  mi <- sum(ifelse(t > 0, t / n * log(n * t / outer(ra, cb)), 0))
  emi <- 0
  for (x in ra) for (y in cb) for (k in max(1, x + y - n):min(x, y))
    emi <- emi + k / n * log(n * k / (x * y)) * dhyper(k, x, n - x, y)
  (mi - emi) / (mean(c(h(ra), h(cb))) - emi)
}

for (graph in c("florentine", "kite", "karate")) {
  given <- matrix_of(graph)
  g <- graph_from_adjacency_matrix(given$m, mode = "undirected")
  between <- sna::betweenness(given$m, gmode = "graph", cmode = "undirected")
  k <- rowSums(given$m)
  constrained <- igraph::constraint(g)
  for (v in order(-between)[1:3]) {
    at <- given$id[v]
    told(graph, "betweenness", at, between[v], paste(sna_name, "betweenness"))
    told(graph, "constraint", at, constrained[v], paste(igraph_name, "constraint"))
    told(graph, "hierarchy", at, hierarchy(given$m, v), paste("Burt 1992;", by_hand))
    told(graph, "bridging_centrality", at, between[v] / k[v] / sum(1 / k[given$m[v, ] > 0]), paste("Hwang et al. 2008;", by_hand))
    told(graph, "cohesion_loss", at, cohesion_loss(given$m, v), paste("Valente and Fujimoto 2010; distances by", sna_name))
    told(graph, "monopoly", at, monopoly(given$m, v), paste("pairs parted; reachability by", sna_name))
  }
  told(graph, "cut_points", "whole", length(articulation_points(g)), paste(igraph_name, "articulation_points"))
  ends <- as_edgelist(g, names = FALSE)
  out <- sum(given$group[ends[, 1]] != given$group[ends[, 2]])
  told(graph, "e_i", "whole", (2 * out - nrow(ends)) / nrow(ends), paste("Krackhardt and Stern 1988;", by_hand))
  told(graph, "assortativity", "whole", assortativity_nominal(g, factor(given$group), directed = FALSE),
      paste(igraph_name, "assortativity_nominal"))
}

karate <- matrix_of("karate")
set.seed(1)
g <- graph_from_adjacency_matrix(karate$m, mode = "undirected")
runs <- lapply(1:200, function(i) membership(cluster_leiden(g, objective_function = "modularity", n_iterations = 10)))
best <- runs[[which.max(sapply(runs, function(found) modularity(g, found)))]]
told("karate", "largest_modularity", "whole", modularity(g, best), paste(igraph_name, "cluster_leiden, best of 200"))
told("karate", "ami", "whole", ami(karate$group, best), paste("Vinh et al. 2010 eq. 24a;", by_hand, "on the best of 200"))

# Disparity filter by its integral, not its closed form (Serrano et al. 2009, eq. 2).
strengths <- matrix(c(0, 9, 1, 4, 9, 0, 2, 0, 1, 2, 0, 6, 4, 0, 6, 0), 4)
for (pair in list(c(1, 2), c(1, 3), c(3, 4))) {
  one <- function(i, j) {
    k <- sum(strengths[i, ] > 0)
    1 - (k - 1) * integrate(function(x) (1 - x)^(k - 2), 0, strengths[i, j] / sum(strengths[i, ]))$value
  }
  at <- paste(LETTERS[pair], collapse = "-")
  told("four_countries", "disparity_p", at, min(one(pair[1], pair[2]), one(pair[2], pair[1])),
      paste("Serrano et al. 2009 eq. 2 integrated, R", getRversion()))
}

# Graph-level SDs of total, coordinator and representative counts, which are wrong in sna: three groups of 8, 6 and 4,
# 61 of 306 arcs, density 0.19935. The test simulates them.
sizes <- rep(1:3, c(8, 6, 4))
g <- matrix(0, 18, 18)
g[which(.row(c(18, 18)) != .col(c(18, 18)))[1:61]] <- 1
cat("# sna sd.gli:", sprintf("%s %.4f", names(brokerage(g, sizes)$sd.gli), brokerage(g, sizes)$sd.gli), "\n")
