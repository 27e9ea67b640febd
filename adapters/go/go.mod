module example.com/vai

go 1.23
